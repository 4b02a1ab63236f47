import type { Metric } from '../contract/metric.js';
import type { CostRates } from '../contract/rates.js';
import { type Measured, measuredOf, measuredTimes } from './measured.js';
import { type BinCount, type Quantiles, quantilesOf, timesOf } from './times.js';

/** What a number is made of, before it is one: tallies of parts add up to the tally of the whole. */
export interface Tally {
  /** As `sumsFor` names them; empty for times. */
  sums: readonly number[];
  /** Of times. */
  bins: readonly BinCount[];
  /** What costs are weighed with. */
  rates?: CostRates | null;
}

export const noTally: Tally = { sums: [], bins: [] };

export function addTallies(tallies: readonly Tally[]): Tally {
  const length = Math.max(0, ...tallies.map(({ sums }) => sums.length));
  const sums = new Array<number>(length).fill(0);
  const counts = new Map<string, BinCount>();
  for (const tally of tallies) {
    tally.sums.forEach((sum, i) => {
      sums[i] = (sums[i] ?? 0) + sum;
    });
    for (const { bin, kind, count } of tally.bins) {
      const name = `${bin} ${kind}`;
      counts.set(name, { bin, kind, count: (counts.get(name)?.count ?? 0) + count });
    }
  }
  return { sums, bins: [...counts.values()], rates: tallies.find(({ rates }) => rates)?.rates };
}

export type Numbers = Measured & { quantiles?: Quantiles };

export function numbersOf(metric: Metric, { sums, bins, rates = null }: Tally): Numbers {
  if (metric.unit !== 'seconds') return measuredOf(metric, sums, rates);
  const times = timesOf(bins);
  return { ...measuredTimes(times), quantiles: quantilesOf(times) };
}

/** How many rows stand behind it: what a share is of, what is timed, what is counted. */
export const sizeOf = ({ numerator, denominator }: Measured): number => denominator ?? numerator;
