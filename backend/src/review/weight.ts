import type { Example, QueueGap } from './example.js';

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

/** With so many examples another one teaches half of what the first did. */
const many = 10;

/** What another example of a label teaches, 0..1: the more are decided, the less. */
export function scarcityOf(examples: readonly Example[]): (label: string | undefined) => number {
  const counts = new Map<string, number>();
  for (const { said } of examples)
    if (said?.intent) counts.set(said.intent, (counts.get(said.intent) ?? 0) + 1);
  return (label) => many / (many + (counts.get(label ?? '') ?? 0));
}
