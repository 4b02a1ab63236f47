import type { CostRates } from '../contract/rates.js';
import { poisson } from '../metrics/intervals.js';

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
  /** Escalations per week, oldest first. */
  weekly: readonly number[];
  ageDays: number;
  change: { ratio: number; q: number } | null;
  /** A capability gap on which nobody has released anything yet. */
  isOpen: boolean;
}

const old = { days: 56, weeks: 8, activeWeeks: 6, perWeek: 1 };
const significant = 0.05;

/** The same escalation for ever: known for eight weeks, there in most of them, not falling, and nobody mended it. */
export function isForEver({ weekly, ageDays, change, isOpen }: Course): boolean {
  const lately = weekly.slice(-old.weeks);
  const active = lately.filter((count) => count > 0).length;
  const volume = lately.reduce((sum, count) => sum + count, 0);
  const isFalling = change !== null && change.ratio < 1 && change.q < significant;
  return (
    isOpen &&
    ageDays >= old.days &&
    active >= old.activeWeeks &&
    volume >= old.perWeek * old.weeks &&
    !isFalling
  );
}
