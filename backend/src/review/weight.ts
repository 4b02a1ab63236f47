import type { QueueGap } from './example.js';

/** What an example of a gap counts, 0..1; undefined where the gap is not asked about. */
export type WeightOf = (gap: string) => number | undefined;

/** The root of its share of the highest priority. */
export function weightsOf(gaps: ReadonlyMap<string, QueueGap>): WeightOf {
  const most = Math.max(...[...gaps.values()].map(({ priority }) => priority), Number.MIN_VALUE);
  return (id) => {
    const gap = gaps.get(id);
    return gap && Math.sqrt(gap.priority / most);
  };
}
