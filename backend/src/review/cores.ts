import type { ReviewReason } from '../contract/review.js';
import type { Neighbours } from '../gaps/neighbours.js';
import { type Calibration, calibrate, knownOf, sureness } from './calibrate.js';
import type { Example, QueueGap } from './example.js';
import type { Vote } from './votes.js';

export interface Core {
  gap: string;
  /** Which of the gap's. */
  key: string;
  label: string;
  /** Places of its examples, the surest first. */
  rows: number[];
  /** What one decision teaches: examples × the root of the gap's priority. */
  value: number;
  purity: { agree: number; of: number } | null;
  reasons: ReviewReason[];
}

/** Where nobody has decided enough to tell. */
const limits = {
  alone: { usual: 0.65, floor: 0.35, ceiling: 0.65 },
  resolvedSo: { usual: 0.2, floor: 0.1, ceiling: 0.4 },
};
/** One decision about fewer is no shorter than one about each. */
const leastRows = { known: 2, tight: 3 };
/** With less evidence nobody has said anything about it. */
const little = 0.6;
/** What an entry of the ledger names. */
const mostRows = 500;
/** Where nobody has said anything: all of a core are at least so like one another. */
const tight = 0.6;

/**
 * Examples of a gap that one decision can settle. Where people have said what examples like them are: those whose
 * neighbours nearly all agree, and whose own human, if any, does too. Where nobody has: groups in which each is like
 * each other, which are one need more often than not, and are short enough to be read.
 */
export function findCores(
  examples: readonly Example[],
  gaps: ReadonlyMap<string, QueueGap>,
  votes: readonly Vote[],
  near: Neighbours,
  taken: ReadonlySet<number>,
): Core[] {
  const inGap = new Map<string, number[]>();
  examples.forEach(({ gap, said, leftOut, alsoIn }, row) => {
    if (gap === null || said || leftOut || alsoIn || taken.has(row) || !gaps.has(gap)) return;
    inGap.set(gap, [...(inGap.get(gap) ?? []), row]);
  });
  const most = Math.max(...[...gaps.values()].map(({ priority }) => priority), Number.MIN_VALUE);
  const how: Belief = {
    alone: calibrate(
      knownOf(examples, votes, ({ resolved }, first) => (resolved === null ? first : null)),
      limits.alone,
    ),
    resolvedSo: calibrate(
      knownOf(examples, votes, ({ resolved, gap }) =>
        gap !== null && resolved === gaps.get(gap)?.intent ? resolved : null,
      ),
      limits.resolvedSo,
    ),
  };
  return [...inGap]
    .flatMap(([id, rows]) => coresOf(gaps.get(id) as QueueGap, rows, examples, votes, near, how))
    .map((core) => ({
      ...core,
      rows: core.rows.slice(0, mostRows),
      value: core.rows.length * Math.sqrt((gaps.get(core.gap) as QueueGap).priority / most),
    }));
}

/** How neighbours are believed where the example's own human said nothing, and where he said the same. */
interface Belief {
  alone: Calibration;
  resolvedSo: Calibration;
}

function coresOf(
  gap: QueueGap,
  rows: readonly number[],
  examples: readonly Example[],
  votes: readonly Vote[],
  near: Neighbours,
  how: Belief,
): Omit<Core, 'value'>[] {
  const sureOf = (row: number) => sureness(votes[row] as Vote, (examples[row] as Example).resolved);
  const byLabel = new Map<string, number[]>();
  for (const row of rows) {
    const { resolved } = examples[row] as Example;
    const label = resolved ?? (votes[row] as Vote).shares[0]?.label;
    if (
      !label ||
      (resolved !== null && resolved !== (votes[row] as Vote).shares[0]?.label && resolved !== gap.intent)
    )
      continue;
    const { least } = resolved === null ? how.alone : how.resolvedSo;
    if (sureOf(row) >= least) byLabel.set(label, [...(byLabel.get(label) ?? []), row]);
  }
  const known = [...byLabel].flatMap(([label, found]): Omit<Core, 'value'>[] => {
    if (found.length < leastRows.known) return [];
    const sorted = [...found].sort((a, b) => sureOf(b) - sureOf(a) || a - b);
    const purity = purityOf(sorted, examples, sureOf, how);
    return [{ gap: gap.id, key: `label ${label}`, label, rows: sorted, purity, reasons: ['agree'] }];
  });
  const settled = new Set(known.flatMap((core) => core.rows));
  const others = rows.filter((row) => !settled.has(row) && (votes[row] as Vote).evidence < little);
  return [...known, ...tightGroups(gap, others, examples, near)];
}

/** How right neighbours were that were as sure as those of the core's members, in the mean of its members. */
function purityOf(
  rows: readonly number[],
  examples: readonly Example[],
  sureOf: (row: number) => number,
  { alone, resolvedSo }: Belief,
): Core['purity'] {
  const records = rows.map((row) =>
    ((examples[row] as Example).resolved === null ? alone : resolvedSo).record(sureOf(row)),
  );
  const of = Math.round(records.reduce((sum, one) => sum + one.of, 0) / rows.length);
  const right = Math.round(records.reduce((sum, one) => sum + one.right, 0) / rows.length);
  return of === 0 ? null : { agree: right, of };
}

function tightGroups(
  gap: QueueGap,
  rows: readonly number[],
  examples: readonly Example[],
  { k, ids, similarities }: Neighbours,
): Omit<Core, 'value'>[] {
  const open = new Set(rows);
  const like = new Map(
    rows.map((row) => {
      const own = new Map<number, number>();
      for (let at = row * k; at < (row + 1) * k; at++) {
        const other = ids[at] as number;
        if (open.has(other) && (similarities[at] as number) >= tight)
          own.set(other, similarities[at] as number);
      }
      return [row, own] as const;
    }),
  );
  const cores: Omit<Core, 'value'>[] = [];
  const leads = [...rows].sort((a, b) => (like.get(b)?.size ?? 0) - (like.get(a)?.size ?? 0) || a - b);
  for (const lead of leads) {
    if (!open.has(lead)) continue;
    const group = [lead];
    const around = [...(like.get(lead) ?? [])].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    for (const [row] of around) {
      const isLikeAll = group.every((one) => like.get(one)?.has(row) || like.get(row)?.has(one));
      if (open.has(row) && isLikeAll) group.push(row);
    }
    if (group.length < leastRows.tight) continue;
    for (const row of group) open.delete(row);
    const reasons: ReviewReason[] = gap.known ? ['agree'] : ['agree', 'unnamed'];
    const key = `like ${(examples[lead] as Example).handoffKey}`;
    cores.push({ gap: gap.id, key, label: gap.intent, rows: group, purity: null, reasons });
  }
  return cores;
}
