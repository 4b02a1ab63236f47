export interface Discovery {
  /** Smallest rate of false discoveries at which this one would be named; in the order that was given. */
  adjusted: number[];
  /** How many are named at the rate that was asked for. */
  named: number;
}

/**
 * The step-up procedure that keeps the expected share of false discoveries among all that are named below `rate`.
 * Benjamini & Hochberg, J. R. Statist. Soc. B 57 (1995) 289–300.
 */
export function falseDiscovery(ps: readonly number[], rate: number): Discovery {
  const order = ps.map((p, place) => ({ p, place })).sort((a, b) => b.p - a.p);
  const adjusted = new Array<number>(ps.length);
  let least = 1;
  order.forEach(({ p, place }, i) => {
    least = Math.min(least, (p * ps.length) / (ps.length - i));
    adjusted[place] = least;
  });
  return { adjusted, named: adjusted.filter((one) => one <= rate).length };
}
