/**
 * Herfindahl's index of concentration: the sum of the squares of all shares, from 1/n (n equal paths) to 1 (a single
 * one). Its inverse is how many equal paths would be as concentrated. Null without any.
 * Hirschman, American Economic Review 54 (1964) 761, on whose index it is.
 */
export function herfindahl(counts: readonly number[]): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total === 0 ? null : counts.reduce((sum, count) => sum + (count / total) ** 2, 0);
}
