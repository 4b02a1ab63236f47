export interface Prediction {
  expected: number;
  low: number;
  high: number;
}

/**
 * 95 % prediction interval for the next of a row of counts with this mean, from `seen` earlier ones whose variance is
 * `dispersion` (1 or more) times their mean. Mean and variance μ and φμ(1 + 1/k) (the count itself and the
 * uncertainty of its mean) make a negative binomial; with φ = 1 and many counts it is Poisson's.
 * Without a single arrival the mean is uncertain too: half of one in all that was seen (Jeffreys' prior).
 * Hilbe, Negative Binomial Regression (2011) 8.2; Nelson, Applied Life Data Analysis (1982) ch. 6 for the Poisson case.
 */
export function predictCount(mean: number, seen: number, dispersion: number): Prediction {
  const guess = mean > 0 ? mean : 0.5 / seen;
  const variance = Math.max(1, dispersion) * guess * (1 + 1 / seen);
  const [low, high] = negativeBinomialQuantiles(guess, variance, [0.025, 0.975]);
  return { expected: mean, low: low ?? 0, high: high ?? 0 };
}

/** Smallest counts whose cumulative probability reaches each of the ascending `levels`. Variance > mean > 0. */
function negativeBinomialQuantiles(mean: number, variance: number, levels: readonly number[]): number[] {
  const shape = mean ** 2 / (variance - mean);
  const stay = Math.log(mean / (mean + shape));
  const found: number[] = [];
  let logMass = shape * Math.log(shape / (mean + shape));
  let below = 0;
  const last = mean + 40 * Math.sqrt(variance) + 100;
  for (let count = 0; found.length < levels.length && count <= last; count += 1) {
    below += Math.exp(logMass);
    while (found.length < levels.length && below >= (levels[found.length] ?? 1)) found.push(count);
    logMass += stay + Math.log((count + shape) / (count + 1));
  }
  return found;
}
