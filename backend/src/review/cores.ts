import type { ReviewReason } from '../contract/review.js';
import type { Neighbours } from '../gaps/engine/neighbours.js';
import { type Calibration, calibrate, knownOf, meanRecord, sureness } from './calibrate.js';
import type { Core, Example, Fresh, QueueGap } from './example.js';
import { findGlances } from './glance.js';
import type { Vote } from './votes.js';
import { scarcityOf, type WeightOf } from './weight.js';

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
/** And of those so many are probably one need. */
const usualPurity = 2 / 3;

/** What is known of the examples beside what they say. */
interface Known {
  suspects: ReadonlySet<number>;
  weightOf: WeightOf;
  /** Its human's label is borne out: it is trained on before anybody looks at it. */
  isConfirmed: (row: number) => boolean;
  fresh: Fresh;
}

/** What a decision about an example settles that is trained on already. */
export const confirmedWorth = 0.25;

/**
 * Examples that one decision can settle. Where people have said what examples like them are: those of a gap whose
 * neighbours nearly all agree, and whose own human, if any, does too; then what can be read at a glance. Where nobody has:
 * groups in which each is like each other, which are one need more often than not, and are short enough to be read.
 */
export function findCores(
  examples: readonly Example[],
  gaps: ReadonlyMap<string, QueueGap>,
  votes: readonly Vote[],
  near: Neighbours,
  { suspects, weightOf, isConfirmed, fresh }: Known,
): Core[] {
  const taken = new Set(suspects);
  const take = (found: Omit<Core, 'value'>[]) => {
    for (const row of found.flatMap(({ rows }) => rows)) taken.add(row);
    return found;
  };
  const inGap = new Map<string, number[]>();
  examples.forEach(({ gap, said, alsoIn }, row) => {
    if (gap === null || said || alsoIn || taken.has(row) || !gaps.has(gap)) return;
    inGap.set(gap, [...(inGap.get(gap) ?? []), row]);
  });
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
  const eachGap = (find: (gap: QueueGap, rows: readonly number[]) => Omit<Core, 'value'>[]) =>
    take([...inGap].flatMap(([id, rows]) => find(gaps.get(id) as QueueGap, rows)));
  const sure = eachGap((gap, rows) => {
    const unseen = rows.filter((row) => examples[row]?.leftOut === null);
    return sureCores(gap, unseen, examples, votes, how);
  });
  const settled = new Set(sure.flatMap(({ rows }) => rows));
  const open = examples.flatMap(({ said }, row) =>
    said || settled.has(row) || isConfirmed(row) ? [] : [row],
  );
  const glances = take(findGlances(open, examples, gaps, votes, fresh));
  const alike = eachGap((gap, rows) => {
    const unknown = rows.filter((row) => !taken.has(row) && (votes[row] as Vote).evidence < little);
    return tightGroups(gap, unknown, examples, votes, near);
  });
  const scarcity = scarcityOf(examples);
  return [...sure, ...glances, ...alike].map((core) => {
    const rows = core.rows.slice(0, mostRows);
    const worth = rows.reduce((sum, row) => sum + (isConfirmed(row) ? confirmedWorth : 1), 0);
    return {
      ...core,
      rows,
      value: worth * purityOf(core) * scarcity(core.label) * (weightOf(core.gap) ?? 0),
    };
  });
}

const purityOf = ({ purity }: Pick<Core, 'purity'>) => (purity ? purity.agree / purity.of : usualPurity);

/** How neighbours are believed where the example's own human said nothing, and where he said the same. */
interface Belief {
  alone: Calibration;
  resolvedSo: Calibration;
}

function sureCores(
  gap: QueueGap,
  rows: readonly number[],
  examples: readonly Example[],
  votes: readonly Vote[],
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
  return [...byLabel].flatMap(([label, found]): Omit<Core, 'value'>[] => {
    if (found.length < leastRows.known) return [];
    const sorted = [...found].sort((a, b) => sureOf(b) - sureOf(a) || a - b);
    const purity = meanRecord(
      sorted.map((row) =>
        ((examples[row] as Example).resolved === null ? how.alone : how.resolvedSo).record(sureOf(row)),
      ),
    );
    return [{ gap: gap.id, key: `label ${label}`, label, rows: sorted, purity, reasons: ['agree'] }];
  });
}

function tightGroups(
  gap: QueueGap,
  rows: readonly number[],
  examples: readonly Example[],
  votes: readonly Vote[],
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
    const isLeftOut = group.some((row) => examples[row]?.leftOut?.includes(gap.intent));
    const label = (isLeftOut ? votes[lead]?.shares[0]?.label : undefined) || gap.intent;
    cores.push({ gap: gap.id, key, label, rows: group, purity: null, reasons });
  }
  return cores;
}
