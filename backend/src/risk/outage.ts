import { longestOutage } from '../contract/risk.js';
import { offsetAt } from '../contract/zone-offset.js';
import { bucketStarts } from '../metrics/zone.js';
import { type Prediction, predictCount } from './predict.js';

const quarter = 900_000;
const hour = 3_600_000;
/** Monday 1 January 2024 00:00, in the zone's own time. */
const aMonday = Date.UTC(2024, 0, 1);
export const hoursOfWeek = 168;

/** Arrivals of a stretch of time, by quarter of an hour. */
export interface Arrivals {
  zone: string;
  /** Milliseconds; whole quarters of an hour. */
  from: number;
  to: number;
  /** Counts by their quarter's start. */
  counts: ReadonlyMap<number, number>;
}

export interface Begins {
  /** 1 is Monday. */
  weekday: number;
  hour: number;
}

export const slotOfWeek = ({ weekday, hour }: Begins): number => (weekday - 1) * 24 + hour;
export const beginsAt = (slot: number): Begins => ({ weekday: Math.floor(slot / 24) + 1, hour: slot % 24 });

/** The hours of the range as the zone's clocks have them: an hour that is skipped is not there, one that comes twice is there twice. */
export class Hours {
  private readonly starts: number[];
  private readonly slots: number[];
  /** Arrivals before the quarter of this place. */
  private readonly before: number[] = [0];

  constructor(private readonly arrivals: Arrivals) {
    const { zone, from, to, counts } = arrivals;
    this.starts = bucketStarts('hour', zone, from, to).filter((at) => at >= from);
    this.slots = this.starts.map((at) => {
      const wall = Math.floor((at + offsetAt(zone, at) - aMonday) / hour);
      return ((wall % hoursOfWeek) + hoursOfWeek) % hoursOfWeek;
    });
    for (let at = from; at < to; at += quarter) {
      this.before.push((this.before.at(-1) ?? 0) + (counts.get(at) ?? 0));
    }
  }

  /** Arrivals of each whole window of this length, by the hour of the week at which it began. */
  windows(hours: number): Map<number, number[]> {
    const { from, to } = this.arrivals;
    const found = new Map<number, number[]>();
    this.starts.forEach((at, index) => {
      const end = at + hours * hour;
      if (end > to) return;
      const count = this.countBefore(end - from) - this.countBefore(at - from);
      const slot = this.slots[index] ?? 0;
      found.set(slot, [...(found.get(slot) ?? []), count]);
    });
    return found;
  }

  private countBefore(ms: number): number {
    return this.before[Math.floor(ms / quarter)] ?? 0;
  }
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]) => sumOf(values) / values.length;

/** Variance over mean of the same hour in different weeks, over all hours of the week together (Pearson's χ² per degree of freedom); 1 or more. */
export function dispersionOf(windows: ReadonlyMap<number, readonly number[]>): number {
  let squares = 0;
  let freedom = 0;
  for (const counts of windows.values()) {
    const mean = meanOf(counts);
    if (counts.length < 2 || mean === 0) continue;
    squares += sumOf(counts.map((count) => (count - mean) ** 2)) / mean;
    freedom += counts.length - 1;
  }
  return freedom === 0 ? 1 : Math.max(1, squares / freedom);
}

export interface Loss extends Prediction {
  hours: number;
}

/**
 * What an outage of each length would hit. When its beginning is known: the mean of the same stretch in past weeks
 * with a prediction interval. When it is not: the mean and the middle 95 % of all stretches of that length.
 */
export function lossesOf(hours: Hours, begins: Begins | null): { losses: Loss[]; windows: number } {
  const losses: Loss[] = [];
  let windows = 0;
  for (let length = 1; length <= longestOutage; length += 1) {
    const found = hours.windows(length);
    const counts = begins ? (found.get(slotOfWeek(begins)) ?? []) : [...found.values()].flat();
    if (counts.length === 0) break;
    if (length === 1) windows = counts.length;
    const predicted = begins
      ? predictCount(meanOf(counts), counts.length, dispersionOf(found))
      : middleOf(counts);
    losses.push({ hours: length, ...predicted });
  }
  return { losses, windows };
}

function middleOf(counts: readonly number[]): Prediction {
  const sorted = [...counts].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { expected: meanOf(counts), low: at(0.025), high: at(0.975) };
}
