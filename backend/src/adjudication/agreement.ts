import { type Interval, z95 } from '../metrics/intervals.js';

export interface Agreement extends Interval {
  pairs: number;
  /** Share of pairs that agree. */
  observed: number;
  /** Agreement beyond chance. */
  kappa: number;
  standardError: number;
}

/**
 * Cohen's kappa of two readings of the same items (Cohen, Educ. Psychol. Meas. 20, 1960, 37–46) with its large-sample
 * standard error (Fleiss, Cohen & Everitt, Psychol. Bull. 72, 1969, 323–327). Null without pairs, and where chance alone
 * would make all of them agree: then it has no value.
 */
export function cohensKappa(pairs: readonly (readonly [string, string])[], z = z95): Agreement | null {
  const n = pairs.length;
  if (n === 0) return null;
  const first = sharesOf(pairs.map(([one]) => one));
  const second = sharesOf(pairs.map(([, other]) => other));
  const names = [...new Set([...first.keys(), ...second.keys()])];
  const of = (shares: ReadonlyMap<string, number>, name: string) => shares.get(name) ?? 0;
  const observed = pairs.filter(([one, other]) => one === other).length / n;
  const chance = names.reduce((sum, name) => sum + of(first, name) * of(second, name), 0);
  if (chance >= 1) return null;
  const kappa = (observed - chance) / (1 - chance);
  const agreeing = names.reduce((sum, name) => {
    const both = pairs.filter(([one, other]) => one === name && other === name).length / n;
    return sum + both * (1 - (of(first, name) + of(second, name)) * (1 - kappa)) ** 2;
  }, 0);
  const differing = pairs.reduce((sum, [one, other]) => {
    return one === other ? sum : sum + (of(second, one) + of(first, other)) ** 2 / n;
  }, 0);
  const spread = agreeing + (1 - kappa) ** 2 * differing - (kappa - chance * (1 - kappa)) ** 2;
  const standardError = Math.sqrt(Math.max(0, spread) / n) / (1 - chance);
  return {
    pairs: n,
    observed,
    kappa,
    standardError,
    low: Math.max(-1, kappa - z * standardError),
    high: Math.min(1, kappa + z * standardError),
  };
}

function sharesOf(values: readonly string[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const value of values) shares.set(value, (shares.get(value) ?? 0) + 1 / values.length);
  return shares;
}
