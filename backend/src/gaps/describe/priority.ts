import type { CostRates } from '../../contract/rates.js';
import { poisson } from '../../metrics/intervals.js';

/** What an escalation costs: by the rates where they are set, else the time that humans work on it, else nothing is known. */
export interface Cost {
  basis: 'money' | 'hours' | 'count';
  currency: string | null;
  perEscalation: number;
}

export interface CostBasis {
  rates: CostRates | null;
  /** Mean over all escalations on which the work is known. */
  handleSeconds: number | null;
}

/** One basis for all gaps, so that they can be ranked; a gap whose own work is not known has the mean of all. */
export function costOf(ownSeconds: number | null, { rates, handleSeconds }: CostBasis): Cost {
  const hours = (ownSeconds ?? handleSeconds ?? 0) / 3600;
  if (rates && (rates.human_contact > 0 || rates.human_hour > 0)) {
    const perEscalation = rates.human_contact + rates.human_hour * hours;
    return { basis: 'money', currency: rates.currency, perEscalation };
  }
  if (handleSeconds !== null && handleSeconds > 0)
    return { basis: 'hours', currency: null, perEscalation: hours };
  return { basis: 'count', currency: null, perEscalation: 1 };
}

/** Where nobody said how it was resolved, humans are taken to agree as often as not. */
export const unknownConsistency = 0.5;

export interface Priority {
  value: number;
  /** 95 %, of the volume alone. */
  low: number;
  high: number;
}

/** Volume × cost × how consistently humans resolve it. */
export function priorityOf(volume: number, cost: Cost, consistency: number): Priority {
  const weight = cost.perEscalation * consistency;
  const { low, high } = poisson(volume);
  return { value: volume * weight, low: low * weight, high: high * weight };
}

export interface Course {
  /** Escalations per week, oldest first; 13 of them. */
  weekly: readonly number[];
  ageDays: number;
  change: { ratio: number; q: number } | null;
  /** A capability gap that nobody has dismissed. */
  isOpen: boolean;
  /** Share of those whose resolution is known that were resolved in the most common way; null when none is. */
  agreement: number | null;
  /** Escalations of the last eight weeks from which on a gap is heavy: see `heavyFrom`. */
  heavy: number;
}

const old = { days: 84, quietWeeks: 1, agreement: 0.8 };
const recentWeeks = 8;
const significant = 0.05;

/**
 * The same escalation for ever: known for twelve weeks, in all of them but one, not falling, resolved by humans in the
 * same way again and again, and one of the few gaps that make half of the work.
 */
export function isForEver({ weekly, ageDays, change, isOpen, agreement, heavy }: Course): boolean {
  const isFalling = change !== null && change.ratio < 1 && change.q < significant;
  return (
    isOpen &&
    !isFalling &&
    ageDays >= old.days &&
    weekly.filter((count) => count === 0).length <= old.quietWeeks &&
    (agreement ?? 0) >= old.agreement &&
    recentOf(weekly) >= heavy
  );
}

const recentOf = (weekly: readonly number[]) =>
  weekly.slice(-recentWeeks).reduce((sum, count) => sum + count, 0);

/** How many escalations in eight weeks the least of the fewest gaps has that together have half of all. */
export function heavyFrom(courses: readonly { weekly: readonly number[] }[]): number {
  const volumes = courses.map(({ weekly }) => recentOf(weekly)).sort((a, b) => b - a);
  const all = volumes.reduce((sum, volume) => sum + volume, 0);
  let sum = 0;
  for (const volume of volumes) {
    sum += volume;
    if (sum * 2 >= all) return volume;
  }
  return 0;
}
