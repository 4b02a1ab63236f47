import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Answer, type ApiProblem, type CallInput, call } from '../../lib/api';
import { useSend } from '../../lib/queries';
import type { Claim, ReviewItem } from './review-words';

type Said = CallInput<'POST /api/review/items/:item/decision'>['body'];
type Decided = Answer<'POST /api/review/items/:item/decision'>;

const touched = [
  'GET /api/review',
  'GET /api/review/decisions',
  'GET /api/review/labels',
  'GET /api/review/agreement',
] as const;

export interface Asked {
  kind: ReviewItem['kind'] | 'all';
  /** Empty: of any gap. */
  gap: string;
}

/** What this person holds. Asking takes the next one, so it is asked for once a round. */
export function useClaim({ kind, gap }: Asked) {
  const [round, setRound] = useState(0);
  const body = { ...(kind === 'all' ? {} : { kinds: [kind] }), ...(gap === '' ? {} : { gap }) };
  const claim = useQuery<Claim, ApiProblem>({
    queryKey: ['review claim', kind, gap, round],
    queryFn: ({ signal }) => call('POST /api/review/claim', { body }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  return { ...claim, again: () => setRound((now) => now + 1) };
}

export interface Review {
  /** Gives whether it was entered; a refusal is shown. */
  decide(item: string, said: Said): Promise<boolean>;
  skip(item: string): Promise<boolean>;
  undo(decision: string): Promise<boolean>;
  busy: boolean;
  /** What was refused last, in words. */
  failure: string | null;
  /** Its time was over, or somebody decided meanwhile: the next one has to be claimed. */
  lost: boolean;
}

export function useReview(): Review {
  const client = useQueryClient();
  const decide = useSend('POST /api/review/items/:item/decision', touched);
  const skip = useSend('POST /api/review/items/:item/release', touched);
  const undo = useSend('DELETE /api/review/decisions/:decision', touched);
  const all = [decide, skip, undo];
  const latest = all.reduce((one, other) => (other.submittedAt > one.submittedAt ? other : one));
  const settled = (sent: Promise<Decided | undefined>) =>
    sent.then(
      () => {
        // Gaps and datasets follow what was decided; nobody waits for them here.
        for (const read of ['GET /api/gaps', 'GET /api/gaps/:id'])
          void client.invalidateQueries({ queryKey: [read], refetchType: 'none' });
        return true;
      },
      () => false,
    );
  return {
    decide: (item, said) => settled(decide.mutateAsync({ params: { item }, body: said })),
    skip: (item) => settled(skip.mutateAsync({ params: { item } })),
    undo: (decision) => settled(undo.mutateAsync({ params: { decision } })),
    busy: all.some(({ isPending }) => isPending),
    failure: latest.error ? (latest.error.detail ?? latest.error.title) : null,
    lost: latest.error?.status === 409,
  };
}
