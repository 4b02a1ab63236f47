import { mostCommon } from '../gaps/engine/groups.js';
import { groupBy } from '../group-by.js';
import { calibrate, meanRecord, type Record, sureness } from './calibrate.js';
import type { Core, Example, Fresh, QueueGap } from './example.js';
import type { Vote } from './votes.js';

/** As many as are read at a glance. */
const most = 8;
const fewest = 2;
/** With less, four of five are left out. */
const leastChance = 1 / 5;

/** No sureness is too little to ask how right neighbours were. */
const anySureness = { usual: 1, floor: 0, ceiling: 1 };

/**
 * What is too uncertain to be settled unread, in groups so small that each member is read and the wrong ones are left
 * out: probably of one label, which is what the member's own human said, else what its neighbours say. They are asked
 * under the gap that stands for the label, wherever they are; where none does, under that in which most of them are.
 */
export function findGlances(
  rows: readonly number[],
  examples: readonly Example[],
  gaps: ReadonlyMap<string, QueueGap>,
  votes: readonly Vote[],
  fresh: Fresh,
): Omit<Core, 'value'>[] {
  const recordOf = believe(fresh);
  const byLabel = new Map<string, Predicted[]>();
  for (const row of rows) {
    const { resolved } = examples[row] as Example;
    const vote = votes[row] as Vote;
    const label = resolved ?? vote.shares[0]?.label;
    const sure = sureness(vote, resolved);
    const record = label === undefined ? null : recordOf(examples[row] as Example, label, sure);
    if (!label || !record || record.right < leastChance * record.of) continue;
    byLabel.set(label, [...(byLabel.get(label) ?? []), { row, record, sure }]);
  }
  const standing = new Map([...gaps.values()].map(({ id, intent }) => [intent, id]));
  return [...byLabel].flatMap(([label, found]) =>
    piecesOf(found).flatMap((piece, i) => {
      const own = piece.map(({ row }) => row);
      const gap = standing.get(label) ?? mostCommon(own.flatMap((row) => examples[row]?.gap ?? []));
      const purity = meanRecord(piece.map(({ record }) => record));
      return gap === ''
        ? []
        : [{ gap, key: `glance ${i} ${label}`, label, rows: own, purity, reasons: ['glance' as const] }];
    }),
  );
}

/**
 * How often labels proved right that were predicted as surely: of decided examples, and of those that were left out of
 * a group with that label, which says that it was wrong. A note and a guess of the bot's are told apart where enough are
 * decided: what was decided first was the easiest, and what others like it are is no measure of what is left.
 */
function believe({
  examples,
  votes,
}: Fresh): (example: Example, label: string, sure: number) => Record | null {
  const decided = examples.flatMap((example, row) => {
    const vote = votes[row] as Vote;
    const label = example.resolved ?? vote.shares[0]?.label;
    const isWrong = label !== undefined && example.leftOut?.includes(label);
    if (!label || !(example.said || isWrong)) return [];
    const one = {
      sure: sureness(vote, example.resolved),
      isRight: !isWrong && example.said?.intent === label,
    };
    return kindsOf(example, label).map((kind) => ({ kind, ...one }));
  });
  const kinds = groupBy(decided, ({ kind }) => kind);
  const known = new Map([...kinds].map(([kind, own]) => [kind, calibrate(own, anySureness)]));
  return (example, label, sure) => {
    for (const kind of kindsOf(example, label)) {
      const record = known.get(kind)?.around(sure);
      if (record) return record;
    }
    return null;
  };
}

/** The narrower first. */
function kindsOf({ resolved, botIntent }: Example, label: string): [string, string] {
  const noted = resolved === null ? 'alone' : 'noted';
  return [`${noted} ${botIntent === null ? 'no guess' : botIntent === label}`, noted];
}

interface Predicted {
  row: number;
  /** Of decided examples that were as sure. */
  record: Record;
  sure: number;
}

const chanceOf = ({ right, of }: Record) => right / of;

/** The likeliest first, in pieces of about the same size. */
function piecesOf(found: readonly Predicted[]): Predicted[][] {
  if (found.length < fewest) return [];
  const sorted = [...found].sort(
    (a, b) => chanceOf(b.record) - chanceOf(a.record) || b.sure - a.sure || a.row - b.row,
  );
  const count = Math.ceil(sorted.length / most);
  return Array.from({ length: count }, (_, i) =>
    sorted.slice(Math.round((i * sorted.length) / count), Math.round(((i + 1) * sorted.length) / count)),
  );
}
