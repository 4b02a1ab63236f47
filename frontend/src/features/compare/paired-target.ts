import type { Answer } from '../../lib/api';

type Comparison = Answer<'GET /api/metrics/compare'>;

/** How far A has come from B: `reached` and `missed` stand clear of the target, `open` may still be either. */
type Goal = 'reached' | 'missed' | 'open' | 'unknown';
/** `held`: not seen to get worse, which is not yet “the same”. */
type Guard = 'held' | 'broken' | 'unknown';
export type Paired = 'met' | 'price' | 'missed' | 'open' | 'unknown';

/** `change`: what was aimed at, −0.2 for a fifth less. */
export function goalOf({ ratio }: Pick<Comparison, 'ratio'>, change: number): Goal {
  if (!ratio) return 'unknown';
  const aim = 1 + change;
  const [beyond, short] =
    change < 0 ? [ratio.high <= aim, ratio.low > aim] : [ratio.low >= aim, ratio.high < aim];
  if (beyond) return 'reached';
  return short ? 'missed' : 'open';
}

export function guardOf({ verdict }: Pick<Comparison, 'verdict'>): Guard {
  if (verdict === 'too_few') return 'unknown';
  return verdict === 'worse' ? 'broken' : 'held';
}

/** A target counts as met only while its guard is known and holds; one that is paid for is called so at once. */
export function judgePair(goal: Goal, guard: Guard): Paired {
  if (goal === 'unknown') return 'unknown';
  if (goal === 'missed') return 'missed';
  if (guard === 'broken') return 'price';
  if (guard === 'unknown') return 'unknown';
  return goal === 'reached' ? 'met' : 'open';
}
