/** Two-sided 95 % of the standard normal distribution. */
const z = 1.959963984540054;

/**
 * Ratio of two Poisson counts over equal times, with a 95 % interval from the normal approximation of its
 * logarithm (variance 1/a + 1/b); null when there are too few to say anything.
 */
export function rateRatio(now: number, before: number): { ratio: number; low: number; high: number } | null {
  if (now < 1 || before < 1 || now + before < 10) return null;
  const ratio = now / before;
  const spread = Math.exp(z * Math.sqrt(1 / now + 1 / before));
  return { ratio: round(ratio), low: round(ratio / spread), high: round(ratio * spread) };
}

const round = (value: number) => Math.round(value * 1000) / 1000;
