import { fill } from './allocate.js';
import { type Certain, estimate, type Sampled } from './estimate.js';

/** A stratum as far as it was read, and how many of it the plan wants read. */
export interface Planned extends Sampled {
  drawn: number;
}

export interface Precision {
  reads: number;
  /** Half the width of the 95 % interval that this many readings would leave. */
  halfWidth: number;
}

const pointCount = 24;
/** Before anything is read, the share of correct that makes the widest interval. */
const unknownShare = 0.5;

/**
 * How wide the interval would be after how many readings, when they go on as they went: each stratum read in
 * proportion to its draw, with the shares of correct and of judged found so far (the widest ones before that).
 */
export function precisionCurve(certain: Certain, strata: readonly Planned[]): Precision[] {
  const open = strata.filter(({ population }) => population > 0);
  const all = open.reduce((sum, { population }) => sum + population, 0);
  const fewest = open.reduce((sum, { population }) => sum + Math.min(2, population), 0);
  if (all === 0) return [];
  const counts = new Set<number>();
  for (let step = 0; step < pointCount; step += 1) {
    counts.add(Math.round(fewest * (all / fewest) ** (step / (pointCount - 1))));
  }
  return [...counts].flatMap((reads) => {
    const halfWidth = halfWidthAt(certain, open, reads);
    return halfWidth === null ? [] : [{ reads, halfWidth }];
  });
}

/** Half the width of the interval after so many readings; null where nothing could be said. */
export function halfWidthAt(certain: Certain, strata: readonly Planned[], reads: number): number | null {
  const expected = expectedAt(strata, reads);
  const found = estimate(certain, expected);
  return found && (found.high - found.low) / 2;
}

function expectedAt(strata: readonly Planned[], reads: number): Sampled[] {
  const sizes = fill(
    strata.map(({ population, drawn }) => ({
      weight: drawn,
      low: Math.min(2, population),
      high: population,
    })),
    reads,
  );
  const read = strata.reduce((sum, stratum) => sum + stratum.read, 0);
  const judged = strata.reduce((sum, stratum) => sum + stratum.judged, 0);
  const correct = strata.reduce((sum, stratum) => sum + stratum.correct, 0);
  const share = judged === 0 ? unknownShare : correct / judged;
  return strata.map((stratum, i) => {
    const size = sizes[i] ?? 0;
    const canJudge = (stratum.judged + (read === 0 ? 1 : judged / read)) / (stratum.read + 1);
    // Drawn towards the whole's share by one reading, so that few of one kind do not pass for certainty.
    const right = (stratum.correct + share) / (stratum.judged + 1);
    return {
      population: stratum.population,
      read: size,
      judged: size * canJudge,
      correct: size * canJudge * right,
    };
  });
}
