import { type Interval, wilson, z95 } from '../metrics/intervals.js';

/** What is known of a stratum that was sampled. `judged` of the `read` could be judged, `correct` of these were right. */
export interface Sampled {
  population: number;
  read: number;
  judged: number;
  correct: number;
}

/** Units that are known without a sample: they stand for themselves only. */
export interface Certain {
  judged: number;
  correct: number;
}

export interface Estimate extends Interval {
  value: number;
  standardError: number;
}

/** Wilson's interval of a share whose variance is known: with as many readings as would give that variance. */
export function wilsonAt(share: number, effective: number, z = z95): Interval {
  if (effective === Number.POSITIVE_INFINITY) return { low: share, high: share };
  return wilson(share * effective, effective, z) ?? { low: 0, high: 1 };
}

/**
 * Share of correct among all due actions, from a stratified sample without replacement and what is known anyway.
 * Each reading stands for `population / read` units (Horvitz–Thompson). Readings that could not judge make it a ratio
 * of two estimated totals, with the variance of its residuals and the finite population correction (Cochran 1977,
 * sections 5A.2 and 6.11; Särndal, Swensson & Wretman 1992, result 5.6.2). The interval is Wilson's at the effective number of
 * readings (Dean & Pagano, J. Surv. Stat. Methodol. 3, 2015) over the part that is not known: what is known does not vary.
 * Null while a stratum has no reading, or nothing could be judged.
 */
export function estimate(certain: Certain, strata: readonly Sampled[], z = z95): Estimate | null {
  const open = strata.filter(({ population }) => population > 0);
  if (open.some(({ read }) => read === 0)) return null;
  const total = (of: (stratum: Sampled) => number) =>
    open.reduce((sum, stratum) => sum + (stratum.population * of(stratum)) / stratum.read, 0);
  const judged = total((stratum) => stratum.judged);
  const correct = total((stratum) => stratum.correct);
  const all = certain.judged + judged;
  if (all === 0) return null;
  const value = (certain.correct + correct) / all;
  if (judged === 0) return { value, low: value, high: value, standardError: 0 };
  const share = correct / judged;
  const { low, high } = wilsonAt(share, effectiveSize(open, share, judged), z);
  const whole = (part: number) => (certain.correct + judged * part) / all;
  return {
    value,
    low: whole(low),
    high: whole(high),
    standardError: Math.sqrt(varianceOf(open, value)) / all,
  };
}

/** How many readings of a simple random sample with replacement would say as much about the share. */
function effectiveSize(strata: readonly Sampled[], share: number, judged: number): number {
  const variance = varianceOf(strata, share);
  if (variance > 0) return (share * (1 - share) * judged * judged) / variance;
  // All readings agree: the design alone says how much they are worth.
  const design = sumOver(strata, ({ population, read }) => (population * (population - read)) / read);
  return design > 0 ? (judged * judged) / design : Number.POSITIVE_INFINITY;
}

/** Variance of the estimated total of `correct − share × judged`. */
function varianceOf(strata: readonly Sampled[], share: number): number {
  const pooled = pooledVariance(strata, share);
  return sumOver(strata, (stratum) => {
    const { population, read } = stratum;
    const within = read < 2 ? pooled : residualVariance(stratum, share);
    return (population * (population - read) * within) / read;
  });
}

/** Of `correct − share × judged` within a stratum: it is `1 − share`, `−share` or 0. */
function residualVariance({ read, judged, correct }: Sampled, share: number): number {
  const squares = correct * (1 - share) ** 2 + (judged - correct) * share ** 2;
  const mean = (correct - share * judged) / read;
  return Math.max(0, (squares - read * mean ** 2) / (read - 1));
}

/** For strata with a single reading, which show no variance of their own. */
function pooledVariance(strata: readonly Sampled[], share: number): number {
  const read = sumOver(strata, (stratum) => stratum.read);
  const judged = sumOver(strata, (stratum) => stratum.judged);
  return read === 0 ? 0 : (share * (1 - share) * judged) / read;
}

const sumOver = (strata: readonly Sampled[], of: (stratum: Sampled) => number): number =>
  strata.reduce((sum, stratum) => sum + of(stratum), 0);

/** Mean of shares with the variance between them, as Wilson's interval at the effective number. */
export function meanOfShares(
  mean: number | null,
  variance: number | null,
  count: number,
): (Interval & { value: number }) | null {
  if (mean === null || count === 0) return null;
  const effective = variance && count > 1 ? (mean * (1 - mean) * count) / variance : count;
  return { value: mean, ...wilsonAt(mean, effective) };
}
