import { type Calibration, calibrate, knownOf, meanRecord, type Record, sureness } from './calibrate.js';
import type { Core } from './cores.js';
import type { Example } from './example.js';
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
 * out: of one gap and probably of one label, which is what the member's own human said, else what its neighbours say.
 */
export function findGlances(
  examples: readonly Example[],
  votes: readonly Vote[],
): (gap: string, rows: readonly number[]) => Omit<Core, 'value'>[] {
  const labelOf = ({ resolved }: Example, first: string) => resolved ?? first;
  const by = (isResolved: boolean): Calibration =>
    calibrate(
      knownOf(examples, votes, (example, first) =>
        (example.resolved !== null) === isResolved ? labelOf(example, first) : null,
      ),
      anySureness,
    );
  const [alone, resolvedSo] = [by(false), by(true)];
  const predict = (row: number): Predicted[] => {
    const { resolved } = examples[row] as Example;
    const vote = votes[row] as Vote;
    const label = resolved ?? vote.shares[0]?.label;
    const record = (resolved === null ? alone : resolvedSo).around(sureness(vote, resolved));
    if (!label || !record || record.right < leastChance * record.of) return [];
    return [{ row, label, record, sure: sureness(vote, resolved) }];
  };
  return (gap, rows) => {
    const byLabel = new Map<string, Predicted[]>();
    for (const one of rows.flatMap(predict)) byLabel.set(one.label, [...(byLabel.get(one.label) ?? []), one]);
    return [...byLabel].flatMap(([label, found]) =>
      piecesOf(found).map((piece, i) => ({
        gap,
        key: `glance ${i} ${label}`,
        label,
        rows: piece.map(({ row }) => row),
        purity: meanRecord(piece.map(({ record }) => record)),
        reasons: ['glance' as const],
      })),
    );
  };
}

interface Predicted {
  row: number;
  label: string;
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
