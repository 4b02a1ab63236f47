/** Lanczos' approximation, g = 7, nine terms: some 15 digits for x > 0. Lanczos, SIAM J. Numer. Anal. 1 (1964). */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

function logGamma(x: number): number {
  const shifted = x + 6.5;
  const series = lanczos.reduce((sum, term, i) => (i === 0 ? term : sum + term / (x + i - 1)), 0);
  return (x - 0.5) * Math.log(shifted) - shifted + Math.log(Math.sqrt(2 * Math.PI) * series);
}

const enough = 1e-15;
/** Both expansions need about the square root of their argument in terms. */
const maxTerms = 10_000;

/** P(a, x) by its series: for x < a + 1. */
function lowerGamma(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < maxTerms && term > sum * enough; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** Q(a, x) by its continued fraction, evaluated from the front (Lentz): for x ≥ a + 1. */
function upperGamma(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < maxTerms; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < enough) break;
  }
  return fraction * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/**
 * Chance that a chi-squared variable exceeds `x`: the incomplete gamma function Q(df / 2, x / 2).
 * Abramowitz & Stegun (1964) 6.5.29, 6.5.31, 26.4.19.
 */
export function chiSquareTail(x: number, df: number): number {
  if (!(x > 0)) return 1;
  const [a, half] = [df / 2, x / 2];
  return half < a + 1 ? 1 - lowerGamma(a, half) : upperGamma(a, half);
}

/** Chance that a standard normal variable is further from zero than `z`, on either side. */
export const normalTails = (z: number): number => chiSquareTail(z * z, 1);

/** The `z` that a standard normal variable is further from zero than with chance `p`, by halving. */
export function normalQuantile(p: number): number {
  let [low, high] = [0, 40];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (normalTails(middle) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
