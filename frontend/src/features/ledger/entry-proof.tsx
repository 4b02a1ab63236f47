import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Section } from '../../components/panel';
import { Failure, Loading } from '../../components/state';
import { count } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useBrought } from './brought';
import type { Entry } from './entry-answer';
import css from './ledger.module.css';
import { OwnCheckpoint } from './own-checkpoint';
import { ProofDrawing } from './proof-drawing';
import { useLogKeys } from './use-log-keys';
import { VerifiedSteps } from './verified-steps';
import { type EntryVerification, verifyEntry } from './verify-entry';

/** The proof, checked here: with the keys that the log states, and with what the auditor brought. */
export function EntryProof({ entry, children }: { entry: Entry; children: ReactNode }) {
  const keys = useRoute('GET /api/ledger/keys', {});
  const vkeys = useLogKeys();
  const [ownKey] = useBrought('key');
  const { data: verification } = useQuery({
    queryKey: ['verified entry', entry.index, entry.leafHash, entry.inclusion?.note, vkeys, ownKey],
    queryFn: () => verifyEntry(entry, { vkeys: vkeys ?? [], ownKey }),
    enabled: vkeys !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <div className={css.two}>
        {children}
        <Section
          title="Does the proof hold?"
          subtitle="Computed here, from the entry’s bytes; the server is not asked. Open a step to recompute it by hand"
        >
          {verification ? (
            <VerifiedSteps verification={verification} />
          ) : keys.error ? (
            <Failure problem={keys.error} retry={keys.refetch} />
          ) : (
            <Loading height={220} />
          )}
        </Section>
      </div>
      <Path entry={entry} verification={verification} />
      <OwnCheckpoint entry={entry} />
    </>
  );
}

function Path({ entry, verification }: { entry: Entry; verification: EntryVerification | undefined }) {
  return (
    <Section
      title="How does it lead to the root?"
      subtitle={
        entry.inclusion
          ? `From leaf ${entry.index} up to the root of ${count(entry.inclusion.size)} entries`
          : 'It is not under a checkpoint yet'
      }
    >
      {verification?.inclusion && <ProofDrawing leafHash={entry.leafHash} check={verification.inclusion} />}
    </Section>
  );
}
