import type { Answer } from '../../lib/api';
import { useSend } from '../../lib/queries';
import type { Gap } from './gap-words';

const touched = ['GET /api/gaps', 'GET /api/gaps/:id', 'GET /api/handoffs'] as const;
type Decided = Answer<'POST /api/gaps/:id/merge'>;

/** What a trainer may decide about a gap; each gives what takes it back, or null when it was refused. */
export interface Decide {
  merge(into: string): Promise<Decided | null>;
  split(handoffs: readonly string[]): Promise<Decided | null>;
  moveTo(gap: string, handoffs: readonly string[]): Promise<Decided | null>;
  judge(verdict: 'accepted' | 'rejected', handoffs: readonly string[]): Promise<Decided | null>;
  undo(decision: string): Promise<Decided | null>;
  pending: boolean;
  /** The last refusal, in words. */
  failure: string | null;
}

export function useDecide({ id }: Pick<Gap, 'id'>): Decide {
  const merge = useSend('POST /api/gaps/:id/merge', touched);
  const split = useSend('POST /api/gaps/:id/split', touched);
  const move = useSend('POST /api/gaps/:id/members', touched);
  const judge = useSend('POST /api/gaps/:id/examples', touched);
  const undo = useSend('DELETE /api/gaps/:id/decisions/:decision', touched);
  const all = [merge, split, move, judge, undo];
  const latest = all.reduce((one, other) => (other.submittedAt > one.submittedAt ? other : one));
  const params = { id };
  return {
    merge: (into) => settled(merge.mutateAsync({ params, body: { into } })),
    split: (handoffs) => settled(split.mutateAsync({ params, body: { handoffs: [...handoffs] } })),
    moveTo: (gap, handoffs) =>
      settled(move.mutateAsync({ params: { id: gap }, body: { handoffs: [...handoffs], from: id } })),
    judge: (verdict, handoffs) =>
      settled(judge.mutateAsync({ params, body: { verdict, handoffs: [...handoffs] } })),
    undo: (decision) => settled(undo.mutateAsync({ params: { id, decision } })),
    pending: all.some(({ isPending }) => isPending),
    failure: latest.error ? (latest.error.detail ?? latest.error.title) : null,
  };
}

/** Refusals are shown from the mutation's state. */
const settled = (sent: Promise<Decided>): Promise<Decided | null> => sent.catch(() => null);
