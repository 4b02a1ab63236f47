import { minimumRows } from '../../../backend/src/contract/metric.js';
import { measure, points, signed, type Unit } from '../lib/format';

/** What is needed of two answers to compare them. */
export interface Estimate {
  value: number | null;
  numerator: number;
  denominator: number | null;
  interval: { low: number; high: number } | null;
}
export type Better = 'lower' | 'higher' | 'neither';
export type Tone = 'good' | 'bad' | 'neutral';

export interface Change {
  difference: number;
  /** 95 % interval of the difference; null where one side has none. */
  interval: { low: number; high: number } | null;
  /** Good and bad follow the metric's better direction; neutral while the interval includes zero. */
  tone: Tone;
  direction: 'up' | 'down' | 'same';
  /** The interval leaves zero out. */
  clear: boolean;
}

/**
 * The difference of two independent estimates. Its interval is recovered from theirs (MOVER; for Wilson intervals
 * of two proportions it is Newcombe's hybrid score interval, Statistics in Medicine 17 (1998), method 10).
 */
export function changeOf(now: Estimate, before: Estimate | undefined, better: Better): Change | null {
  if (!before || now.value === null || before.value === null) return null;
  if (isSmall(now) || isSmall(before)) return null;
  const difference = now.value - before.value;
  const interval = differenceInterval(now, before);
  const clear = interval !== null && (interval.low > 0 || interval.high < 0);
  const direction = difference === 0 ? 'same' : difference > 0 ? 'up' : 'down';
  return { difference, interval, clear, direction, tone: toneOf(direction, clear, better) };
}

const isSmall = ({ denominator }: Estimate): boolean => denominator !== null && denominator < minimumRows;

function differenceInterval(now: Estimate, before: Estimate): Change['interval'] {
  if (!now.interval || !before.interval || now.value === null || before.value === null) return null;
  const difference = now.value - before.value;
  return {
    low: difference - Math.hypot(now.value - now.interval.low, before.interval.high - before.value),
    high: difference + Math.hypot(now.interval.high - now.value, before.value - before.interval.low),
  };
}

function toneOf(direction: Change['direction'], clear: boolean, better: Better): Tone {
  if (!clear || better === 'neither' || direction === 'same') return 'neutral';
  return (direction === 'up') === (better === 'higher') ? 'good' : 'bad';
}

const digitsOf = (unit: Unit): number => (unit === 'count' ? 0 : unit === 'points' ? 1 : 2);
/** A currency stands behind its amount. */
const tailOf = (unit: Unit): string => (unit.startsWith('money ') ? ` ${unit.slice('money '.length)}` : '');

/** One unit of time for a change and its interval, so that they can be compared at a glance. */
function timeUnit(seconds: number): { size: number; name: string } {
  const size = Math.abs(seconds);
  if (size < 120) return { size: 1, name: 's' };
  if (size < 7200) return { size: 60, name: 'min' };
  return size < 172_800 ? { size: 3600, name: 'h' } : { size: 86_400, name: 'd' };
}

const inTime = (seconds: number, { size }: { size: number }): string =>
  signed(seconds / size, size === 1 ? 0 : 1);

/** `−1.8 pp`, `+35 s`. */
export function changeText({ difference }: Change, unit: Unit): string {
  if (unit === 'ratio') return points(difference);
  if (unit === 'count') return signed(difference, 0);
  if (unit !== 'seconds') return `${signed(difference, digitsOf(unit))}${tailOf(unit)}`;
  const time = timeUnit(difference);
  return `${inTime(difference, time)} ${time.name}`;
}

/** `−2.6 to −1.0`, in the change's unit. */
export function changeInterval({ difference, interval }: Change, unit: Unit): string | null {
  if (!interval) return null;
  const ends = [interval.low, interval.high];
  if (unit === 'ratio') return ends.map((end) => signed(end * 100, 1)).join(' to ');
  if (unit !== 'seconds') return ends.map((end) => signed(end, digitsOf(unit))).join(' to ');
  return ends.map((end) => inTime(end, timeUnit(difference))).join(' to ');
}

/** In words, for screen readers and tooltips. */
export function changeWords(change: Change, unit: Unit): string {
  const interval = changeInterval(change, unit);
  const verdict = change.clear
    ? { good: 'better', bad: 'worse', neutral: 'changed' }[change.tone]
    : 'no clear change';
  return `${changeText(change, unit)}${interval ? `, 95 % interval ${interval}` : ''}: ${verdict}`;
}

/** `12.3 % – 14.1 %`. */
export function intervalText(interval: Estimate['interval'], unit: Unit): string | null {
  if (!interval) return null;
  return `${measure(interval.low, unit)} – ${measure(interval.high, unit)}`;
}
