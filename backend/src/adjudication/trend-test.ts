/** A group in an ordered row of groups: how many of `total` met the event, and where it stands. */
export interface Dose {
  score: number;
  events: number;
  total: number;
}

export interface Trend {
  /** Positive: more events towards the higher scores. */
  z: number;
  /** Two-sided. */
  p: number;
}

/**
 * Whether a share rises or falls along ordered groups: Cochran (Biometrics 10, 1954, 417–451) and Armitage (Biometrics
 * 11, 1955, 375–386). Null where there is nothing to compare: fewer than two groups, or all or none met the event.
 */
export function cochranArmitage(doses: readonly Dose[]): Trend | null {
  const groups = doses.filter(({ total }) => total > 0);
  const sum = (of: (dose: Dose) => number) => groups.reduce((all, dose) => all + of(dose), 0);
  const total = sum((dose) => dose.total);
  const share = sum((dose) => dose.events) / total;
  const mean = sum((dose) => dose.score * dose.total) / total;
  const spread = sum((dose) => dose.total * (dose.score - mean) ** 2);
  const variance = share * (1 - share) * spread;
  if (groups.length < 2 || !(variance > 0)) return null;
  const z = sum((dose) => dose.score * (dose.events - dose.total * share)) / Math.sqrt(variance);
  return { z, p: complementaryError(Math.abs(z) / Math.SQRT2) };
}

/**
 * erfc(x) for x ≥ 0, with a relative error below 1.2e-7: Numerical Recipes (1992), section 6.2, `erfcc`.
 */
export function complementaryError(x: number): number {
  const t = 1 / (1 + x / 2);
  const series = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ].reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  return t * Math.exp(-x * x + series);
}
