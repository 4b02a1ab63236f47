import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Section } from '../../../components/panel';
import { type ApiProblem, call } from '../../../lib/api';
import css from '../ledger.module.css';
import { checkTlogProof } from '../verify/check-tlog-proof';
import { readTlogProof, type TlogProof } from '../verify/read-tlog-proof';
import { useLogKeys } from '../verify/use-log-keys';
import { VerifiedSteps } from '../verify/verified-steps';
import { leafHashOf } from '../verify/verify-proof';
import { useBrought } from './brought';
import { ProofDrawing } from './proof-drawing';
import { TextDrop } from './text-drop';

/** A proof that came as a file, with the bytes of the entry that it is for. */
export function ProofFilePanel() {
  const [file, setFile] = useState('');
  const [entry, setEntry] = useState('');
  const read = file === '' ? null : readTlogProof(file);
  const proof = read && 'proof' in read ? read.proof : null;
  const onPaper = proof ? undefined : css.screenOnly;
  return (
    <div className={onPaper}>
      <Section
        title="Does this proof file hold?"
        subtitle="A .tlog-proof file and the entry’s bytes, as they came; nothing is sent"
      >
        <div className={css.stack}>
          <div className={css.two}>
            <TextDrop
              label="Proof"
              description="Text of a .tlog-proof file: paste it, drop it, or choose it"
              placeholder="c2sp.org/tlog-proof@v1"
              value={file}
              error={read && 'refused' in read ? `Refused: ${read.refused}` : undefined}
              onChange={setFile}
            />
            <div className={css.stack}>
              <TextDrop
                label="Bytes of the entry"
                description="The file entries/<index>.json of an evidence pack, to the last byte"
                placeholder="{…}"
                value={entry}
                onChange={setEntry}
              />
              <FetchEntry key={proof?.index} index={proof?.index} onFetched={setEntry} />
            </div>
          </div>
          {proof && entry !== '' && <Checked proof={proof} entry={entry} />}
        </div>
      </Section>
    </div>
  );
}

function FetchEntry({ index, onFetched }: { index: number | undefined; onFetched: (entry: string) => void }) {
  const [typed, setTyped] = useState(index === undefined ? '' : String(index));
  const fetched = useMutation<string, ApiProblem>({
    mutationFn: async () =>
      (await call('GET /api/ledger/entries/:index', { params: { index: typed } })).entry,
    onSuccess: onFetched,
  });
  return (
    <form
      className={`${css.inline} ${css.screenOnly}`}
      onSubmit={(event) => {
        event.preventDefault();
        fetched.mutate();
      }}
    >
      <TextInput
        aria-label="Index of the entry to fetch"
        placeholder="Index"
        inputMode="numeric"
        value={typed}
        error={fetched.error?.message}
        onChange={(event) => setTyped(event.currentTarget.value.trim())}
      />
      <Button
        type="submit"
        variant="default"
        loading={fetched.isPending}
        disabled={!/^\d{1,15}$/.test(typed)}
      >
        Fetch it from this log
      </Button>
    </form>
  );
}

function Checked({ proof, entry }: { proof: TlogProof; entry: string }) {
  const vkeys = useLogKeys();
  const [ownKey] = useBrought('key');
  const { data } = useQuery({
    queryKey: ['proof file', proof, entry, vkeys, ownKey],
    queryFn: async () => ({
      verification: await checkTlogProof(proof, entry, { vkeys: vkeys ?? [], ownKey }),
      leaf: await leafHashOf(entry),
    }),
    enabled: vkeys !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!data) return null;
  const { verification, leaf } = data;
  return (
    <div className={css.two}>
      <div>
        <VerifiedSteps verification={verification} />
        {proof.extraBytes !== null && (
          <p className={css.soft}>
            The file also carries {proof.extraBytes} bytes that nobody signed: they prove nothing.
          </p>
        )}
      </div>
      {verification.inclusion && <ProofDrawing leafHash={leaf} check={verification.inclusion} />}
    </div>
  );
}
