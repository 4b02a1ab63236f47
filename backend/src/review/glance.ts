import { mostCommon } from '../gaps/groups.js';
import { type Calibration, calibrate, knownOf, meanRecord, type Record, sureness } from './calibrate.js';
import type { Core } from './cores.js';
import type { Example, QueueGap } from './example.js';
import type { Vote } from './votes.js';

/** As many as are read at a glance. */
const most = 8;
const fewest = 2;
/** With less, more is left out than chosen. */
const leastChance = 0.6;

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
): Omit<Core, 'value'>[] {
  const by = (isResolved: boolean): Calibration =>
    calibrate(
      knownOf(examples, votes, ({ resolved }, first) =>
        (resolved !== null) === isResolved ? (resolved ?? first) : null,
      ),
      anySureness,
    );
  const [alone, resolvedSo] = [by(false), by(true)];
  const byLabel = new Map<string, Predicted[]>();
  for (const row of rows) {
    const { resolved } = examples[row] as Example;
    const vote = votes[row] as Vote;
    const label = resolved ?? vote.shares[0]?.label;
    const sure = sureness(vote, resolved);
    const record = (resolved === null ? alone : resolvedSo).around(sure);
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
