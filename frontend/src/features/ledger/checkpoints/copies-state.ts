import type { Answer } from '../../../lib/api';
import { count } from '../../../lib/format';

type Status = Pick<Answer<'GET /api/ledger'>, 'copies' | 'checkpoint'>;
type Copy = Status['copies'][number];

/** A copy is well when its last attempt succeeded and something has arrived. */
export const isWell = (copy: Copy): boolean => copy.problem === null && copy.size !== null;

/** Entries that have been signed since a copy was last written. */
export function behindBy(copy: Copy, checkpoint: Status['checkpoint']): number {
  return Math.max(0, (checkpoint?.size ?? 0) - (copy.size ?? 0));
}

/** What the places outside the database say together. */
export function copiesState({ copies, checkpoint }: Status) {
  if (copies.length === 0)
    return {
      tone: 'warn',
      value: 'None',
      words: 'who rules the database could rewrite the past unseen.',
    } as const;
  const well = copies.filter(isWell).length;
  const newest = Math.max(...copies.map((copy) => copy.size ?? 0));
  const words = `the newest covers ${count(newest)} of ${count(checkpoint?.size ?? 0)} entries.`;
  if (well === copies.length) return { tone: 'good', value: `${well} up to date`, words } as const;
  const tone = well === 0 ? 'bad' : 'warn';
  return { tone, value: `${copies.length - well} of ${copies.length} failing`, words } as const;
}
