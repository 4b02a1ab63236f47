import type { ReviewReason } from '../contract/review.js';
import type { Neighbours } from '../gaps/neighbours.js';
import type { Example, QueueGap } from './example.js';
import { shareOf, type Vote } from './votes.js';

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

/** With less than this share of its neighbours for the label, an example is on the edge. */
const sure = { share: 0.9, evidence: 0.8 };
/** Enough where its own human resolved it so. */
const resolvedSo = { share: 0.6, evidence: 0.3 };
/** One decision about fewer is no shorter than one about each. */
const least = { known: 2, tight: 3 };
/** What an entry of the ledger names. */
const most = 500;
/** Where nobody has said anything: all of a core are at least so like one another. */
const tight = 0.65;

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
  const rest = Math.max(...[...gaps.values()].map(({ priority }) => priority), Number.MIN_VALUE);
  return [...inGap]
    .flatMap(([id, rows]) => coresOf(gaps.get(id) as QueueGap, rows, examples, votes, near))
    .map((core) => ({
      ...core,
      rows: core.rows.slice(0, most),
      value: core.rows.length * Math.sqrt((gaps.get(core.gap) as QueueGap).priority / rest),
    }));
}

function coresOf(
  gap: QueueGap,
  rows: readonly number[],
  examples: readonly Example[],
  votes: readonly Vote[],
  near: Neighbours,
): Omit<Core, 'value'>[] {
  const byLabel = new Map<string, number[]>();
  const alike = new Map<string, number[]>();
  for (const row of rows) {
    const vote = votes[row] as Vote;
    const label = vote.shares[0]?.label;
    if (!label) continue;
    const { resolved } = examples[row] as Example;
    if (vote.shares[0] && vote.shares[0].share >= sure.share && vote.evidence >= sure.evidence)
      alike.set(label, [...(alike.get(label) ?? []), row]);
    if (isSure(vote, label, resolved)) byLabel.set(label, [...(byLabel.get(label) ?? []), row]);
  }
  const known = [...byLabel].flatMap(([label, found]): Omit<Core, 'value'>[] => {
    if (found.length < least.known) return [];
    const sorted = [...found].sort(
      (a, b) =>
        shareOf(votes[b] as Vote, label) - shareOf(votes[a] as Vote, label) ||
        (examples[b] as Example).centrality - (examples[a] as Example).centrality ||
        a - b,
    );
    const purity = purityOf(alike.get(label) ?? [], label, examples);
    return [{ gap: gap.id, key: `label ${label}`, label, rows: sorted, purity, reasons: ['agree'] }];
  });
  const settled = new Set(known.flatMap(({ rows: taken }) => taken));
  const others = rows.filter((row) => !settled.has(row) && (votes[row] as Vote).evidence < sure.evidence);
  return [...known, ...tightGroups(gap, others, examples, near)];
}

/** Whether the neighbours of an example, and its own human if there is one, say that it is the label. */
export function isSure({ shares: [first], evidence }: Vote, label: string, resolved: string | null): boolean {
  if (first?.label !== label || label === '') return false;
  const needed = resolved === null ? sure : resolvedSo;
  return (
    (resolved === null || resolved === label) && first.share >= needed.share && evidence >= needed.evidence
  );
}

/** Of those that their neighbours say are the label, whose own human said something: how many said the same. */
function purityOf(rows: readonly number[], label: string, examples: readonly Example[]): Core['purity'] {
  const known = rows.filter((row) => (examples[row] as Example).resolved !== null);
  if (known.length === 0) return null;
  return {
    agree: known.filter((row) => (examples[row] as Example).resolved === label).length,
    of: known.length,
  };
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
    if (group.length < least.tight) continue;
    for (const row of group) open.delete(row);
    const reasons: ReviewReason[] = gap.known ? ['agree'] : ['agree', 'unnamed'];
    const key = `like ${(examples[lead] as Example).handoffKey}`;
    cores.push({ gap: gap.id, key, label: gap.intent, rows: group, purity: null, reasons });
  }
  return cores;
}
