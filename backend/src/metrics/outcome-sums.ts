import { noValue } from '../contract/dimensions.js';
import { outcomes } from '../contract/events.js';
import type { Part } from './plan.js';
import type { SumRequest, SumRow } from './sum-request.js';

/** Every episode has one of these: counted as parts of a sum, they need no dimension of their own. */
const parts: readonly (readonly [key: string, part: Part])[] = [
  ...outcomes.map((outcome) => [outcome, ['ended', outcome]] as const),
  [noValue, ['open']],
];

/** Episodes counted by outcome, as one sum of several parts: it then takes one dimension less to answer. */
export function withOutcomesAsParts(request: SumRequest): SumRequest | undefined {
  const { population, by, filters } = request;
  const countsRows = request.parts.length === 1 && request.parts[0]?.join() === 'all';
  if (population !== 'episode' || by !== 'outcome' || filters.outcome || !countsRows) return undefined;
  return { ...request, by: undefined, parts: parts.map(([, part]) => part) };
}

/** The rows that grouping by outcome gives, from the sums of `withOutcomesAsParts`. */
export function rowsByOutcome(rows: readonly SumRow[]): SumRow[] {
  return parts.flatMap(([key], i) =>
    rows.flatMap(({ slot, sums }) => (sums[i] ? [{ key, slot, sums: [sums[i]] }] : [])),
  );
}
