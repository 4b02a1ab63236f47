import { type DetectorName, detectorGroups, detectorOf } from '../../../../backend/src/contract/detectors.js';
import { minimumRows } from '../../../../backend/src/contract/metric.js';
import { type Change, changeOf } from '../../charts/change';
import type { Answer } from '../../lib/api';

type Found = Answer<'GET /api/detectors'>['detectors'][number];
type Sources = Answer<'GET /api/detectors/sources'>['sources'];

export interface DetectorRow extends Found {
  label: string;
  question: string;
  group: string;
  change: Change | null;
  /** Bar and whisker, 0..1 of the widest interval. */
  bar: number;
  low: number | null;
  high: number | null;
  /** Too few rows to compare. */
  isSmall: boolean;
  /** Nobody can tell it of a single row. */
  isUnknown: boolean;
  /** Sources of the range that never send what it misses: what it counts of them is what nobody said. */
  silent: string[];
}

/** Most frequent first; after those the ones too few to compare, and last, never as a zero, what cannot be told. */
export function prepareDetectors(
  now: Answer<'GET /api/detectors'>,
  before: Answer<'GET /api/detectors'> | undefined,
  sources: Sources = [],
): DetectorRow[] {
  const widest = Math.max(0.01, ...now.detectors.map(({ interval }) => interval?.high ?? 0));
  const earlier = new Map<DetectorName, Found>(before?.detectors.map((found) => [found.detector, found]));
  return now.detectors
    .map((counted) => {
      const { label, question, group } = detectorOf(counted.detector);
      const { silent, isTold } = toldBy(counted.detector, sources);
      const found = isTold ? counted : { ...counted, ...untold };
      return {
        ...found,
        label,
        question,
        group: detectorGroups[group],
        change: changeOf(found, earlier.get(found.detector), 'lower'),
        bar: (found.value ?? 0) / widest,
        low: found.interval && found.interval.low / widest,
        high: found.interval && found.interval.high / widest,
        isSmall: found.denominator < minimumRows,
        isUnknown: found.denominator === 0,
        silent,
      };
    })
    .sort((a, b) => rankOf(a) - rankOf(b) || (b.value ?? 0) - (a.value ?? 0));
}

const untold = { value: null, interval: null, numerator: 0, denominator: 0 };

/** Which sources with handoffs never send what a detector misses, and whether any other does. */
function toldBy(detector: DetectorName, sources: Sources): { silent: string[]; isTold: boolean } {
  const { absent = [] } = detectorOf(detector);
  const judged = sources.filter(({ handoffs }) => handoffs > 0);
  const silent = judged
    .filter(({ unmeasured }) => absent.length > 0 && absent.every((name) => unmeasured?.includes(name)))
    .map(({ source }) => source);
  return { silent, isTold: silent.length === 0 || silent.length < judged.length };
}

const rankOf = ({ isSmall, isUnknown }: DetectorRow): number => (isUnknown ? 2 : isSmall ? 1 : 0);
