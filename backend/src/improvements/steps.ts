import type { Interval } from '../metrics/intervals.js';
import { boundary, z80 } from './boundary.js';
import { cholesky, logDeterminant, solveLower, solveUpper } from './cholesky.js';
import { sum } from './course.js';

/** A stretch of time, at most a week long, within which the bot did not change. */
export interface Piece {
  /** Weeks from the beginning of all to its middle. */
  at: number;
  episodes: number;
  escalated: number;
  /** How many releases had come. */
  releases: number;
}

/** How far a rate went at a release, of itself apart. */
export interface Step {
  /** Shares of episodes since the release until the next. */
  since: number;
  /** Without the release; `low` and `high` hold at every look together with chance 95 %. */
  expected: { value: number } & Interval;
  /** Logarithm of the odds, and its variance. */
  change: number;
  variance: number;
  /** Smallest fall, in shares of episodes, that would be seen by now with a chance of 80 %. */
  detectable: number;
}

export interface Steps {
  /** Of each release; null where nothing is known before it or since. */
  each: (Step | null)[];
  /** Of all from `first` on together: the time since the last against the time before them. */
  all: Step | null;
  /** Standard deviation by which the logarithm of the odds drifts in a week of itself. */
  drift: number;
}

/** However still a rate seems to hold, it drifts as much in a week: what so few weeks cannot show is not ruled out. */
const leastDrift = 0.03;
/** Amplitude of a season in the logarithm of the odds that is not ruled out before years are known. */
const leastSeason = 0.3;
const weeksOfYear = 365.25 / 7;

/** Variances: of a week's drift, and of the season (half its squared amplitude). */
interface Motion {
  drift: number;
  season: number;
}

/** The likelihood chooses. */
const motions: readonly Motion[] = [1, 2, 4, 8, 16, 32, 64].flatMap((times) =>
  [1, 2, 4].map((larger) => ({ drift: times * leastDrift ** 2, season: (larger * leastSeason) ** 2 / 2 })),
);
/** Weeks before the first release, without which nothing is known of how the rate drifts. */
const leastPieces = 4;

const logit = (share: number) => Math.log(share / (1 - share));
const expit = (log: number) => 1 / (1 + Math.exp(-log));

/**
 * Intervention analysis: the log odds of the escalation rate are a random walk and a yearly wave of unknown phase, seen
 * through chance and scatter, plus a step at each release (Box & Tiao, JASA 70 (1975) 70–79; Harvey & Durbin, J. R. Statist. Soc. A 149 (1986) 187–227).
 * Steps by generalised least squares, drift and scatter by restricted likelihood (Patterson & Thompson, Biometrika 58
 * (1971) 545–554). There is nothing to hold it against: what else changed in the week of a release is in its step.
 */
export function stepsOf(pieces: readonly Piece[], first = 0): Steps {
  const heard = pieces.filter(({ episodes }) => episodes > 0);
  const known = [...new Set(heard.map(({ releases }) => releases))];
  const none = { each: eachOf(pieces, () => null), all: null, drift: leastDrift };
  if (known.length < 2 || heard.filter(({ releases }) => releases === known[0]).length < leastPieces)
    return none;
  const rates = new Map(known.map((release) => [release, rateOf(heard, release)]));
  const fit = bestFit(heard, known, rates);
  const stepOf = (from: number, to: number): Step => {
    const contrast = known.map((_, i) => (i > from && i <= to ? 1 : 0));
    const half = solveLower(fit.information, contrast);
    return step(
      sum(contrast.map((weight, i) => weight * (fit.values[i] as number))),
      sum(half.map((value) => value * value)),
      rates.get(known[to] as number) as number,
    );
  };
  const before = Math.max(
    0,
    known.findLastIndex((release) => release <= first),
  );
  return {
    each: eachOf(pieces, (release) => {
      const place = known.indexOf(release);
      // Where nothing was heard between two releases, they are one.
      return place > 0 ? stepOf(place - 1, place) : null;
    }),
    all: before < known.length - 1 ? stepOf(before, known.length - 1) : null,
    drift: Math.sqrt(fit.drift),
  };
}

function eachOf(pieces: readonly Piece[], of: (release: number) => Step | null): (Step | null)[] {
  return Array.from({ length: pieces.at(-1)?.releases ?? 0 }, (_, i) => of(i + 1));
}

function step(change: number, variance: number, since: number): Step {
  const without = (log: number) => expit(logit(since) - log);
  const reach = boundary(variance);
  const expected = { value: without(change), low: without(change + reach), high: without(change - reach) };
  const seen = boundary(variance) + z80 * Math.sqrt(variance);
  return {
    since,
    expected,
    change,
    variance,
    detectable: expected.value - expit(logit(expected.value) - seen),
  };
}

function rateOf(pieces: readonly Piece[], release: number): number {
  const own = pieces.filter(({ releases }) => releases === release);
  return (sum(own.map(({ escalated }) => escalated)) + 0.5) / (sum(own.map(({ episodes }) => episodes)) + 1);
}

interface Fit {
  /** Level before the first release, then the steps. */
  values: number[];
  /** Factor of the information matrix of these. */
  information: number[][];
  drift: number;
  likelihood: number;
}

function bestFit(
  pieces: readonly Piece[],
  known: readonly number[],
  rates: ReadonlyMap<number, number>,
): Fit {
  const seen = pieces.map(({ episodes, escalated }) =>
    Math.log((escalated + 0.5) / (episodes - escalated + 0.5)),
  );
  const design = known.map((release) => pieces.map(({ releases }) => (releases >= release ? 1 : 0)));
  // Chance by the rate of its whole stretch: a week that has few escalations by chance is no surer.
  const chance = pieces.map(({ episodes, releases }) => {
    const rate = rates.get(releases) as number;
    return 1 / (episodes * rate * (1 - rate));
  });
  const fits = motions.map((motion) => fitOf(pieces, seen, design, chance, motion));
  return fits.reduce((best, one) => (one.likelihood > best.likelihood ? one : best));
}

/** How a rate moves where weeks scatter as by chance; more scatter is estimated beside it. */
function fitOf(
  pieces: readonly Piece[],
  seen: readonly number[],
  design: readonly (readonly number[])[],
  chance: readonly number[],
  { drift, season }: Motion,
): Fit {
  const times = pieces.map(({ at }) => at - (pieces[0]?.at ?? 0));
  const shared = (one: number, other: number) =>
    drift * Math.min(one, other) + season * Math.cos((2 * Math.PI * (one - other)) / weeksOfYear);
  const covariance = times.map((one, i) =>
    times.map((other, j) => shared(one, other) + (i === j ? (chance[i] as number) : 0)),
  );
  const lower = cholesky(covariance);
  const columns = design.map((column) => solveLower(lower, column));
  const target = solveLower(lower, seen);
  const dot = (a: readonly number[], b: readonly number[]) =>
    sum(a.map((value, i) => value * (b[i] as number)));
  const raw = cholesky(columns.map((a) => columns.map((b) => dot(a, b))));
  const values = solveUpper(
    raw,
    solveLower(
      raw,
      columns.map((column) => dot(column, target)),
    ),
  );
  const rest = target.map(
    (value, i) => value - sum(columns.map((column, c) => (column[i] as number) * (values[c] as number))),
  );
  const freedom = Math.max(1, seen.length - design.length);
  const scatter = Math.max(1, dot(rest, rest) / freedom);
  const likelihood =
    -0.5 *
    (logDeterminant(lower) + logDeterminant(raw) + freedom * Math.log(scatter) + dot(rest, rest) / scatter);
  const scale = Math.sqrt(scatter);
  return {
    values,
    information: raw.map((row) => row.map((value) => value / scale)),
    drift: drift * scatter,
    likelihood,
  };
}
