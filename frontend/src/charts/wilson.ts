/** 97.5 % quantile of the normal distribution. */
const z = 1.959963984540054;

/** Wilson score interval at 95 %; null where there is nothing to divide by. Wilson, JASA 22 (1927). */
export function wilson(numerator: number, denominator: number): { low: number; high: number } | null {
  if (denominator === 0) return null;
  const share = numerator / denominator;
  const square = (z * z) / denominator;
  const centre = (share + square / 2) / (1 + square);
  const half =
    (z * Math.sqrt((share * (1 - share)) / denominator + square / (4 * denominator))) / (1 + square);
  return {
    low: numerator === 0 ? 0 : Math.max(0, centre - half),
    high: numerator === denominator ? 1 : Math.min(1, centre + half),
  };
}
