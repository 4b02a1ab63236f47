import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Section } from '../../../components/panel';
import { Failure, Loading } from '../../../components/state';
import { count } from '../../../lib/format';
import { useRoute } from '../../../lib/queries';
import { useBrought } from '../proofs/brought';
import { ProofDrawing } from '../proofs/proof-drawing';
import { VerifiedSteps } from '../verify/verified-steps';
import { type EntryVerification, verifyEntry } from '../verify/verify-entry';
import type { Entry } from './entry-answer';

/** The entry's proof, checked here: with the keys that the log states, and with the one that the auditor brought. */
export function useEntryVerification(entry: Entry) {
  const keys = useRoute('GET /api/ledger/keys', {});
  const [ownKey] = useBrought('key');
  const vkeys = keys.data?.map(({ vkey }) => vkey);
  const { data } = useQuery({
    queryKey: ['verified entry', entry.index, entry.leafHash, entry.inclusion?.note, vkeys, ownKey],
    queryFn: () => verifyEntry(entry, { vkeys: vkeys ?? [], ownKey }),
    enabled: vkeys !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  return { verification: data, error: keys.error, retry: keys.refetch };
}

/** The verdict with its steps. */
export function EntryProof({ verification, error, retry }: ReturnType<typeof useEntryVerification>) {
  return (
    <Section
      title="Does the proof hold?"
      subtitle="Computed here, from the entry’s bytes; the server is not asked. Open a step to recompute it by hand"
    >
      {verification ? (
        <VerifiedSteps verification={verification} />
      ) : error ? (
        <Failure problem={error} retry={retry} />
      ) : (
        <Loading height={220} />
      )}
    </Section>
  );
}

interface EntryPathProps {
  entry: Entry;
  verification: EntryVerification | undefined;
}

/** The path from the leaf to the root, drawn. */
export function EntryPath({ entry, verification }: EntryPathProps) {
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
