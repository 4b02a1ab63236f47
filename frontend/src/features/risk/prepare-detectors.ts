import { type DetectorName, detectorGroups, detectorOf } from '../../../../backend/src/contract/detectors.js';
import { minimumRows } from '../../../../backend/src/contract/metric.js';
import { type Change, changeOf } from '../../charts/change';
import type { Answer } from '../../lib/api';

type Found = Answer<'GET /api/detectors'>['detectors'][number];

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
}

/** Most frequent first; after those the ones too few to compare, and last, never as a zero, what cannot be told. */
export function prepareDetectors(
  now: Answer<'GET /api/detectors'>,
  before: Answer<'GET /api/detectors'> | undefined,
): DetectorRow[] {
  const widest = Math.max(0.01, ...now.detectors.map(({ interval }) => interval?.high ?? 0));
  const earlier = new Map<DetectorName, Found>(before?.detectors.map((found) => [found.detector, found]));
  return now.detectors
    .map((found) => {
      const { label, question, group } = detectorOf(found.detector);
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
      };
    })
    .sort((a, b) => rankOf(a) - rankOf(b) || (b.value ?? 0) - (a.value ?? 0));
}

const rankOf = ({ isSmall, isUnknown }: DetectorRow): number => (isUnknown ? 2 : isSmall ? 1 : 0);
