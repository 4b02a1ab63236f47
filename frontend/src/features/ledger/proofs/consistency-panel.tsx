import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Section } from '../../../components/panel';
import { Failure, Loading } from '../../../components/state';
import type { ApiProblem } from '../../../lib/api';
import { useRoute } from '../../../lib/queries';
import css from '../ledger.module.css';
import type { Note } from '../verify/check-note';
import { type Comparison, compareCheckpoints } from '../verify/compare-checkpoints';
import { fetchConsistency } from '../verify/fetch-consistency';
import { useLogKeys } from '../verify/use-log-keys';
import { VerifiedSteps } from '../verify/verified-steps';
import { useBrought } from './brought';
import { CheckpointChoice, useCheckpointChoice } from './checkpoint-choice';

/** Any two checkpoints, signed here or brought along: does one continue the other? */
export function ConsistencyPanel() {
  const first = useCheckpointChoice('first');
  const second = useCheckpointChoice('second');
  const pair = first.note && second.note ? ([first.note, second.note] as const) : null;
  return (
    <Section
      title="Does one checkpoint continue the other?"
      subtitle="Choose two, or paste what you kept: the proof is fetched from the log and checked in this browser"
      aside={
        <Button variant="default" className={css.screenOnly} onClick={() => window.print()} disabled={!pair}>
          Print
        </Button>
      }
    >
      <div className={css.stack}>
        <div className={`${css.two} ${css.screenOnly}`}>
          <CheckpointChoice choice={first} label="One checkpoint" />
          <CheckpointChoice choice={second} label="The other" />
        </div>
        {pair ? (
          <Compared pair={pair} />
        ) : (
          <p className={css.soft}>The verdict stands here as soon as there are two checkpoints.</p>
        )}
      </div>
    </Section>
  );
}

export function Compared({ pair }: { pair: readonly [Note, Note] }) {
  const status = useRoute('GET /api/ledger', {});
  const vkeys = useLogKeys();
  const [ownKey] = useBrought('key');
  const log = status.data?.log;
  const compared = useQuery<Comparison, ApiProblem>({
    queryKey: ['compared', pair.map(({ whole }) => whole), vkeys, ownKey],
    queryFn: async ({ signal }) => {
      const served = await fetchConsistency(log ?? '', pair, signal);
      return compareCheckpoints(pair, served, { vkeys: vkeys ?? [], ownKey });
    },
    enabled: log !== undefined && vkeys !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (compared.error) return <Failure problem={compared.error} retry={compared.refetch} />;
  if (!compared.data) return <Loading height={120} />;
  return (
    <>
      {compared.data.evidence && (
        <p className={css.evidence} role="alert">
          {compared.data.evidence}
        </p>
      )}
      <VerifiedSteps verification={compared.data} />
      <div className={css.printOnly}>
        {pair.map(({ whole, size }) => (
          <pre key={size} className={css.note}>
            {whole}
          </pre>
        ))}
      </div>
    </>
  );
}
