import type { Dimension } from '../../../backend/src/contract/dimensions.js';
import type { Bucket } from '../../../backend/src/contract/metric-answers.js';
import { isZone } from '../../../backend/src/contract/zone-offset.js';
import { addDays, dayOf, daysBetween, startOfDay } from './zone';

export const presets = {
  '24h': { label: 'Last 24 hours', days: 1 },
  '7d': { label: 'Last 7 days', days: 7 },
  '28d': { label: 'Last 28 days', days: 28 },
  '90d': { label: 'Last 90 days', days: 90 },
  '365d': { label: 'Last 365 days', days: 365 },
} as const;
export type Preset = keyof typeof presets;
export const defaultPreset: Preset = '28d';

export const comparisons = {
  previous: 'the period before',
  year: 'a year before',
  none: 'nothing',
} as const;
export type Comparison = keyof typeof comparisons;

/** A preset counted back from now, calendar days in the zone, both included, or instants (the end not included). */
export type Range = { preset: Preset } | { first: string; last: string } | Period;

/** `from` inclusive, `to` exclusive, milliseconds. */
export interface Period {
  from: number;
  to: number;
}

const dimensionLabels: Record<Dimension, string> = {
  source: 'Source',
  bot: 'Bot',
  bot_version: 'Bot version',
  channel: 'Channel',
  language: 'Language',
  segment: 'Segment',
  intent: 'Intent',
  queue: 'Queue',
  reason: 'Reason',
  tier: 'Tier',
  priority: 'Priority',
  purpose: 'Purpose',
  signal: 'Signal',
  from_kind: 'From',
  to_kind: 'To',
  context_kind: 'Context',
  contact_kind: 'Contact',
  assist: 'Bot beside',
  resolved_intent: 'Resolved intent',
  outcome: 'Outcome',
  kind: 'Action kind',
  result: 'Action result',
  cause: 'Cause',
  survey_kind: 'Survey',
  leg: 'Leg',
};
export const filterNames = Object.keys(dimensionLabels) as Dimension[];
export const dimensionLabel = (name: Dimension): string => dimensionLabels[name];

/** Any of the values, in each of the dimensions. */
export type Values = Partial<Record<Dimension, string[]>>;

/** What a page is looking at; all of it stands in the URL. */
export interface PageFilters {
  range: Range;
  compare: Comparison;
  zone: string;
  values: Values;
}

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (text: string | null): text is string =>
  text !== null && dayPattern.test(text) && !Number.isNaN(Date.parse(text));
const instantPattern = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
const isInstant = (text: string | null): text is string =>
  text !== null && instantPattern.test(text) && !Number.isNaN(Date.parse(text));

/**
 * What a page shows by itself: the last 28 days, or where the data ends before them, its own last 28 days. An old
 * log that was imported is there at once, and says which days it is of.
 */
export function ownRange(dataEnd: number | null, zone: string, now: number): Range {
  const preset: Range = { preset: defaultPreset };
  if (dataEnd === null || dataEnd >= periodOf(preset, zone, now).from) return preset;
  const last = dayOf(dataEnd, zone);
  return { first: addDays(last, 1 - presets[defaultPreset].days), last };
}

/** Reads the URL's search part. What cannot be read falls back to what the page shows by itself. */
export function parseFilters(
  search: URLSearchParams,
  fallbackZone: string,
  fallbackRange: Range = { preset: defaultPreset },
): PageFilters {
  const zone = search.get('zone');
  const compare = search.get('compare') ?? '';
  const values: Values = {};
  for (const name of filterNames) {
    const found = [...new Set(search.getAll(name))].filter((value) => value !== '');
    if (found.length > 0) values[name] = found;
  }
  return {
    range: parseRange(search) ?? fallbackRange,
    compare: Object.hasOwn(comparisons, compare) ? (compare as Comparison) : 'previous',
    zone: zone && isZone(zone) ? zone : fallbackZone,
    values,
  };
}

function parseRange(search: URLSearchParams): Range | undefined {
  const first = search.get('from');
  const last = search.get('to');
  if (isDay(first) && isDay(last) && first <= last) return { first, last };
  if (isInstant(first) && isInstant(last)) return { from: Date.parse(first), to: Date.parse(last) };
  const preset = search.get('range') ?? '';
  return Object.hasOwn(presets, preset) ? { preset: preset as Preset } : undefined;
}

/** Writes the filters into a copy of the URL's search part; what the page shows by itself is left out. */
export function writeFilters(
  search: URLSearchParams,
  filters: PageFilters,
  fallbackZone: string,
  fallbackRange: Range = { preset: defaultPreset },
): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const name of ['range', 'from', 'to', 'compare', 'zone', ...filterNames]) next.delete(name);
  const { range, compare, zone, values } = filters;
  if (!isSameRange(range, fallbackRange)) {
    if ('first' in range) {
      next.set('from', range.first);
      next.set('to', range.last);
    } else if ('from' in range) {
      next.set('from', new Date(range.from).toISOString());
      next.set('to', new Date(range.to).toISOString());
    } else next.set('range', range.preset);
  }
  if (compare !== 'previous') next.set('compare', compare);
  if (zone !== fallbackZone) next.set('zone', zone);
  for (const name of filterNames) for (const value of values[name] ?? []) next.append(name, value);
  return next;
}

function isSameRange(a: Range, b: Range): boolean {
  if ('first' in a) return 'first' in b && a.first === b.first && a.last === b.last;
  if ('from' in a) return 'from' in b && a.from === b.from && a.to === b.to;
  return 'preset' in b && a.preset === b.preset;
}

const hour = 3_600_000;
const quarter = hour / 4;

/** The range in time. Day presets begin at midnight in the zone and end at the next quarter of an hour. */
export function periodOf(range: Range, zone: string, now: number): Period {
  if ('from' in range) return range;
  if ('first' in range) {
    return { from: startOfDay(range.first, zone), to: startOfDay(addDays(range.last, 1), zone) };
  }
  const to = Math.ceil(now / quarter) * quarter;
  if (range.preset === '24h') return { from: Math.floor((to - 24 * hour) / hour) * hour, to };
  const today = dayOf(now, zone);
  return { from: startOfDay(addDays(today, 1 - presets[range.preset].days), zone), to };
}

/**
 * The period to compare with: moved back by whole calendar days in the zone, so that it has the same hours of the
 * day (and for whole weeks the same weekdays) although clocks may have changed between.
 */
export function comparisonOf(period: Period, compare: Comparison, zone: string): Period | null {
  if (compare === 'none') return null;
  const days = Math.max(1, daysBetween(dayOf(period.from, zone), dayOf(period.to - 1, zone)) + 1);
  const back = compare === 'year' ? 364 : period.to - period.from <= 26 * hour ? 1 : days;
  const move = (at: number): number => {
    const day = dayOf(at, zone);
    return startOfDay(addDays(day, -back), zone) + (at - startOfDay(day, zone));
  };
  return { from: move(period.from), to: move(period.to) };
}

/** How fine a series over this period is drawn: at most about a hundred points. */
export function bucketOf(period: Period): Bucket {
  const days = (period.to - period.from) / (24 * hour);
  if (days <= 1.2) return '15m';
  if (days <= 4) return 'hour';
  if (days <= 100) return 'day';
  return days <= 750 ? 'week' : 'month';
}

const lengths: [Bucket, number][] = [
  ['15m', quarter],
  ['hour', hour],
  ['day', 24 * hour],
  ['week', 7 * 24 * hour],
  ['month', 30 * 24 * hour],
];

/** At least as long as `bucket`, and long enough for `least` of the period's rows to fall into a typical one. */
export function bucketForRows(bucket: Bucket, period: Period, rows: number, least: number): Bucket {
  const first = lengths.findIndex(([name]) => name === bucket);
  const enough = lengths
    .slice(first)
    .find(([, length]) => (rows * length) / (period.to - period.from) >= least);
  return enough?.[0] ?? 'month';
}

/** The query that a period and the dimension filters are in the contract. */
export function scopeOf(period: Period, values: Values): { from: string; to: string } & Values {
  return { from: new Date(period.from).toISOString(), to: new Date(period.to).toISOString(), ...values };
}
