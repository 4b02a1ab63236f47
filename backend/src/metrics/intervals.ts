/** Two-sided 95 %. */
export const z95 = 1.959963984540054;

export interface Interval {
  low: number;
  high: number;
}

/**
 * Wilson's score interval of a proportion, within 0..1; null when there is nothing to divide by.
 * Wilson, JASA 22 (1927) 209–212.
 */
export function wilson(successes: number, trials: number, z = z95): Interval | null {
  if (trials <= 0) return null;
  const share = successes / trials;
  const spread = (z * z) / trials;
  const centre = share + spread / 2;
  const half = z * Math.sqrt((share * (1 - share)) / trials + spread / (4 * trials));
  return {
    low: successes <= 0 ? 0 : Math.max(0, (centre - half) / (1 + spread)),
    high: successes >= trials ? 1 : Math.min(1, (centre + half) / (1 + spread)),
  };
}

const byar = (count: number, z: number) => count * (1 - 1 / (9 * count) + z / (3 * Math.sqrt(count))) ** 3;

/**
 * Interval of a Poisson count: Byar's approximation, within 1 % of the exact one from 1 upwards.
 * Breslow & Day, Statistical Methods in Cancer Research II (1987) 69.
 */
export function poisson(count: number, z = z95): Interval {
  return { low: count <= 0 ? 0 : Math.max(0, byar(count, -z)), high: byar(count + 1, z) };
}

interface Counted {
  events: number;
  /** What the events are counted over: rows, or time. */
  exposure: number;
}

/** Ratio of two rates with its interval on the log scale; null where one of them has no event or no exposure. */
export function rateRatio(now: Counted, before: Counted, z = z95): ({ ratio: number } & Interval) | null {
  if (now.events <= 0 || before.events <= 0 || now.exposure <= 0 || before.exposure <= 0) return null;
  const ratio = now.events / now.exposure / (before.events / before.exposure);
  const factor = Math.exp(z * Math.sqrt(1 / now.events + 1 / before.events));
  return { ratio, low: ratio / factor, high: ratio * factor };
}

/** Two estimates of the same kind, each with its own interval. */
interface Estimated extends Interval {
  value: number;
}

/**
 * Interval of the difference of two independent estimates, recovered from their own ("MOVER").
 * Zou & Donner, Statistics in Medicine 27 (2008) 1693–1702.
 */
export function differenceInterval(one: Estimated, other: Estimated): Interval {
  const difference = one.value - other.value;
  return {
    low: difference - Math.hypot(one.value - one.low, other.high - other.value),
    high: difference + Math.hypot(one.high - one.value, other.value - other.low),
  };
}

export interface Proportion {
  successes: number;
  trials: number;
}

/**
 * Interval of the difference of two independent proportions: Newcombe's hybrid score, which is the above over
 * Wilson's intervals. Null where one has nothing to divide by. Newcombe, Statistics in Medicine 17 (1998) 873–890,
 * method 10.
 */
export function newcombe(one: Proportion, other: Proportion, z = z95): Interval | null {
  const [first, second] = [one, other].map(({ successes, trials }) => {
    const interval = wilson(successes, trials, z);
    return interval && { value: successes / trials, ...interval };
  });
  return first && second ? differenceInterval(first, second) : null;
}
