import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Failure, Loading } from '../../../components/state';
import { type Answer, type ApiProblem, call, callForFile } from '../../../lib/api';
import { count } from '../../../lib/format';
import { usePurpose } from '../../../lib/purpose';
import { saveFile } from '../../../lib/save-file';
import { CopyLine } from '../copy-line';
import css from '../ledger.module.css';
import type { EvidenceScope, NamedScope } from './evidence-scope';
import { RangeFields } from './range-fields';

type Preview = Answer<'POST /api/ledger/evidence/preview'>;

/** What would be in the pack, whether values are disclosed, why it is taken; then the download. */
export function EvidenceDialog({ scopes, onClose }: { scopes: readonly NamedScope[]; onClose: () => void }) {
  const [chosen, setChosen] = useState(0);
  const [range, setRange] = useState<EvidenceScope | null>(null);
  const [disclose, setDisclose] = useState(true);
  const [purpose, setPurpose] = useState(usePurpose());
  const named = scopes[chosen]?.scope;
  const scope = named?.kind === 'range' ? (range ?? named) : named;
  const preview = useQuery<Preview, ApiProblem>({
    queryKey: ['POST /api/ledger/evidence/preview', scope, disclose],
    queryFn: ({ signal }) =>
      call(
        'POST /api/ledger/evidence/preview',
        { body: { scope: scope as EvidenceScope, disclose } },
        signal,
      ),
    enabled: scope !== undefined,
  });
  const take = useMutation<string, ApiProblem>({
    mutationFn: async () => {
      const body = { scope: scope as EvidenceScope, disclose };
      const { blob, name } = await callForFile(
        'POST /api/ledger/evidence',
        { body },
        { purpose: purpose.trim() },
      );
      saveFile(blob, name);
      return name;
    },
  });
  const ready =
    preview.data && preview.data.entries > 0 && !preview.data.tooMany && preview.data.size !== null;
  return (
    <Modal
      opened
      onClose={onClose}
      title="Evidence pack"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={css.stack}>
        {scopes.length > 1 && (
          <NativeSelect
            label="About"
            value={String(chosen)}
            onChange={(event) => setChosen(Number(event.currentTarget.value))}
            data={scopes.map(({ name }, i) => ({ value: String(i), label: name }))}
          />
        )}
        {named?.kind === 'range' && <RangeFields range={named} onChange={setRange} />}
        <div className={css.preview}>
          {preview.error ? (
            <Failure problem={preview.error} retry={preview.refetch} />
          ) : preview.data ? (
            <Extent preview={preview.data} />
          ) : (
            <Loading height={104} />
          )}
        </div>
        <Checkbox
          label="Disclose values and salts"
          description={
            disclose
              ? 'Whoever gets the pack reads what was said. It leaves Baton and cannot be called back.'
              : 'Hashes, open fields and proofs only: it shows that the records are there, not what they say.'
          }
          checked={disclose}
          onChange={(event) => setDisclose(event.currentTarget.checked)}
        />
        <TextInput
          label="Purpose"
          description="Recorded in the ledger beside your name"
          maxLength={200}
          value={purpose}
          onChange={(event) => setPurpose(event.currentTarget.value)}
        />
        <div className={css.actions}>
          {take.error && (
            <span role="alert" className={css.bad}>
              Not made: {take.error.message}
            </span>
          )}
          <Button
            leftSection={<IconDownload size={14} aria-hidden />}
            disabled={!ready}
            loading={take.isPending}
            onClick={() => take.mutate()}
          >
            Download
          </Button>
        </div>
        {take.data && <Taken name={take.data} />}
      </div>
    </Modal>
  );
}

function Extent({ preview }: { preview: Preview }) {
  const { entries, open, erased, size, tooMany } = preview;
  return (
    <>
      <dl className={css.facts}>
        <dt>Entries</dt>
        <dd>{count(entries)}</dd>
        <dt>Can be disclosed</dt>
        <dd>{count(open)}</dd>
        <dt>Erased</dt>
        <dd>{count(erased)}: proofs only</dd>
        <dt>Proved against</dt>
        <dd>{size === null ? 'nothing is signed yet' : `the checkpoint of ${count(size)} entries`}</dd>
      </dl>
      {tooMany && (
        <p className={css.warn} role="status">
          These are more entries than one pack holds. Choose a narrower range.
        </p>
      )}
      {entries === 0 && (
        <p className={css.warn} role="status">
          Nothing in the ledger belongs to this. Ids are found only whole, to the letter.
        </p>
      )}
    </>
  );
}

function Taken({ name }: { name: string }) {
  const folder = name.replace(/\.zip$/, '');
  return (
    <div role="status">
      <p className={css.good}>{name} was handed to your browser’s downloads. Check it without Baton:</p>
      <CopyLine label="Unpack" text={`unzip ${name} -d ${folder} && cd ${folder}`} />
      <CopyLine label="Verify" text="node verify.mjs" />
    </div>
  );
}
