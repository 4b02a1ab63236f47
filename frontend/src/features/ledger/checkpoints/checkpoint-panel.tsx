import { useQuery } from '@tanstack/react-query';
import { Section } from '../../../components/panel';
import { Empty } from '../../../components/state';
import type { Answer } from '../../../lib/api';
import { CopyLine } from '../copy-line';
import css from '../ledger.module.css';
import { readNote } from '../verify/check-note';
import { signatureStep } from '../verify/signature-step';
import { useLogKeys } from '../verify/use-log-keys';
import { StepRow } from '../verify/verified-steps';

type Status = Answer<'GET /api/ledger'>;

/** The signed note that others keep, so that the past cannot be rewritten unseen. */
export function CheckpointPanel({ status }: { status: Status }) {
  return (
    <Section
      title="What does the latest checkpoint say?"
      subtitle="Keep a copy where nobody here can change it: it proves what the ledger held"
    >
      {status.checkpoint ? (
        <Latest note={status.checkpoint.note} log={status.log} />
      ) : (
        <Empty title="Nothing is signed yet">A checkpoint is signed with the first entry.</Empty>
      )}
    </Section>
  );
}

function Latest({ note, log }: { note: string; log: string }) {
  const vkeys = useLogKeys();
  const { data } = useQuery({
    queryKey: ['signature', note, vkeys],
    queryFn: () => signatureStep('signature', readNote(note), vkeys ?? []),
    enabled: vkeys !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className={css.stack}>
      <pre className={css.note}>{note}</pre>
      <ol className={css.steps} aria-live="polite">
        {data ? <StepRow step={data} /> : <li className={css.soft}>Checking the signature</li>}
      </ol>
      <CopyLine
        label="Fetch it"
        text={`curl -H "authorization: Bearer $BATON_API_KEY" ${location.origin}/log/${log}/checkpoint`}
      />
    </div>
  );
}
