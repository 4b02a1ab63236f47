import { type MetricName, metricOf } from '../../../backend/src/contract/metrics.js';

const minute = 60;
const hour = 3600;
const day = 86_400;

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** Nothing to say; never a zero. */
export const nothing = '–';

export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? nothing : whole.format(value);
}

/** With its noun: `1 entry`, `2 entries`. */
export const counted = (value: number, one: string, many: string): string =>
  `${count(value)} ${value === 1 ? one : many}`;

export function shortCount(value: number): string {
  return value < 10_000 ? whole.format(value) : compact.format(value);
}

/** `0.1834` -> `18.3 %`. */
export function percent(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined) return nothing;
  return `${(value * 100).toFixed(digits)} %`;
}

/** A difference of two shares in percentage points, with its sign. */
export function points(value: number): string {
  return `${signed(value * 100, 1)} pp`;
}

export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** Seconds in at most two units: `45 s`, `4 min 10 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return nothing;
  if (seconds < 10 && !Number.isInteger(seconds)) return `${seconds.toFixed(1)} s`;
  const total = Math.round(seconds);
  if (total < minute) return `${total} s`;
  if (total < hour) return pair(total, minute, 'min', 1, 's');
  if (total < day) return pair(total, hour, 'h', minute, 'min');
  return pair(total, day, 'd', hour, 'h');
}

function pair(total: number, big: number, bigName: string, small: number, smallName: string): string {
  const rest = Math.floor((total % big) / small);
  const first = `${Math.floor(total / big)} ${bigName}`;
  return rest === 0 ? first : `${first} ${rest} ${smallName}`;
}

/** `3 min – 5 min`; a limit that is not reached says so. */
export const limitsText = ({ low, high }: { low: number | null; high: number | null }): string =>
  `${duration(low)} – ${high === null ? 'not reached' : duration(high)}`;

/** Seconds in one unit, for axes: `30 s`, `5 min`, `2 h`, `3 d`. */
export function shortDuration(seconds: number): string {
  const one = (size: number, name: string) => `${Number((seconds / size).toFixed(1))} ${name}`;
  if (seconds < minute) return one(1, 's');
  if (seconds < hour) return one(minute, 'min');
  return seconds < day ? one(hour, 'h') : one(day, 'd');
}

/** `3 min ago`, `in 2 h`, `just now`. */
export function relativeTime(at: string | number, now: number): string {
  const seconds = (now - new Date(at).getTime()) / 1000;
  const size = Math.abs(seconds);
  if (size < 10) return 'just now';
  const text = shortDuration(
    size < minute
      ? Math.round(size)
      : size < hour
        ? Math.round(size / minute) * minute
        : size < day
          ? Math.round(size / hour) * hour
          : Math.round(size / day) * day,
  );
  return seconds < 0 ? `in ${text}` : `${text} ago`;
}

/** `29 Mar 2026` in the zone. */
export const dayOf = (at: string | number, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(new Date(at));

/** `29 Mar 2026, 14:05` in the zone. */
export function dateTime(at: string | number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(at));
}

/** As `dateTime`, to the second, with the zone's name. */
export function exactTime(at: string | number, zone: string): string {
  const text = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(new Date(at));
  return `${text} ${zone}`;
}

/** `29 Mar 2026` in the zone. */
export function date(at: string | number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(new Date(at));
}

/** `low_confidence` -> `Low confidence`; a dimension's or an enumeration's value as it is read. */
export function words(name: string): string {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a value is in. Money carries its currency, or nothing where none is set. */
export type Unit = 'ratio' | 'count' | 'seconds' | 'turns' | 'handoffs' | 'points' | `money ${string}`;

/** A metric's value in its unit. */
export function measure(value: number | null | undefined, unit: Unit, digits?: number): string {
  if (value === null || value === undefined) return nothing;
  if (unit === 'ratio') return percent(value, digits);
  if (unit === 'seconds') return duration(value);
  if (unit === 'count') return count(value);
  return isMoney(unit)
    ? money(value, currencyOf(unit))
    : withSign(value, digits ?? (unit === 'points' ? 1 : 2));
}

const isMoney = (unit: Unit): unit is `money ${string}` => unit.startsWith('money ');
const currencyOf = (unit: `money ${string}`): string => unit.slice('money '.length);

/** `1,240.50 EUR`: the code says more than a sign that several countries share. */
function money(value: number, currency: string): string {
  const amount = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${amount.format(value).replace('-', '−')} ${currency}`.trim();
}

const withSign = (value: number, digits: number): string => value.toFixed(digits).replace('-', '−');

/** What stands behind numbers that are written without their unit, as on an axis; empty where they need none. */
export function unitName(unit: Unit): string {
  if (unit === 'ratio') return '%';
  if (isMoney(unit)) return currencyOf(unit);
  return unit === 'count' || unit === 'seconds' ? '' : unit;
}

/** A value where there is little room: without what `unitName` says. */
export function shortMeasure(value: number, unit: Unit): string {
  if (isMoney(unit)) return money(value, '');
  if (unit === 'ratio') return percent(value, 0);
  return unit === 'seconds' ? shortDuration(value) : measure(value, unit);
}

/** The unit of a metric's values; `currency`: as the answer says it. */
export function unitOf(metric: MetricName, currency?: string | null): Unit {
  const declared = metricOf(metric);
  if (declared.unit !== 'mean') return declared.unit;
  if (declared.of === 'share') return 'ratio';
  return declared.of === 'money' ? `money ${currency ?? ''}` : declared.of;
}
