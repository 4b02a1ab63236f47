import { instantIn } from './zoned.js';

export interface TimeRules {
  /** The vendor documents that times without a zone are UTC. */
  utc?: boolean;
  /** Times without a zone are in this one (IANA). */
  zone?: string | undefined;
  /** Of dates like 1/2/2026, which the vendor's own never are: what comes first. */
  dates?: 'dmy' | 'mdy' | undefined;
  /** The cell of a table: it may hold days since 1900 as spreadsheets count them. */
  cell?: true;
}

/** What exports say for "not yet" and "unknown". */
const open = new Set(['-1', '0', 'undefined', 'null', 'none', 'n/a', '-']);
const whole = /^-?\d+(\.\d+)?$/;
const usual = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;
/** The day that was read last: a record's times lie on one or two. */
let lastDay = '';
let lastDayAt = 0;
const calendar = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?$/i;
const numeric =
  /^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|(?<=[./])\d{2})[ ,T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([AP]M)?\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?$/i;
export const latestTime = Date.UTC(2200, 0, 1);

/**
 * A time in ms from RFC 3339 (also with a blank, `UTC` or `+0000`) or from epoch seconds, milli-, micro- or nanoseconds,
 * told apart by their size; undefined where it is a sentinel for an open end; else what is wrong with it.
 */
export function readTime(value: unknown, rules: TimeRules = {}): number | undefined | string {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string') return 'must be a time';
  const usual = readUsual(value);
  if (usual !== undefined) return inRange(usual);
  if (open.has(value.toLowerCase())) return undefined;
  if (whole.test(value)) {
    return rules.cell && isDayNumber(Number(value))
      ? fromDayNumber(Number(value), rules)
      : fromEpoch(Number(value));
  }
  const match = calendar.exec(value);
  if (!match) return readNumeric(value, rules);
  const [, date, minutes, seconds = ':00', zone] = match;
  return fromCalendar(`${date}T${minutes}${seconds.slice(0, 7)}`, zone, rules);
}

/** The spelling that nearly all exports have, by its digits; undefined: it is another one. */
function readUsual(text: string): number | undefined {
  if (!usual.test(text)) return undefined;
  const day = text.slice(0, 10);
  if (day !== lastDay) {
    if (!isDay(day)) return undefined;
    lastDayAt = Date.parse(`${day}T00:00:00Z`);
    lastDay = day;
  }
  if (text.length !== 24) return Date.parse(text);
  const hours = digits(text, 11, 2);
  const minutes = digits(text, 14, 2);
  const seconds = digits(text, 17, 2);
  if (hours > 23 || minutes > 59 || seconds > 59) return Date.parse(text);
  return lastDayAt + ((hours * 60 + minutes) * 60 + seconds) * 1000 + digits(text, 20, 3);
}

/** JavaScript reads the 31st of February as the 3rd of March. */
function isDay(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}

function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) value = value * 10 + text.charCodeAt(at) - 48;
  return value;
}

const dayMs = 86_400_000;
let writtenDay = Number.NaN;
let writtenText = '';

/** As `toISOString` writes it, a day's date only once. */
export function isoOf(at: number): string {
  const whole = Math.trunc(at);
  const day = Math.floor(whole / dayMs);
  if (day !== writtenDay) {
    writtenText = new Date(day * dayMs).toISOString().slice(0, -13);
    writtenDay = day;
  }
  const ms = whole - day * dayMs;
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const two = (value: number) => (value < 10 ? `0${value}` : `${value}`);
  const below = ms % 1000;
  const thousandths = below < 10 ? `00${below}` : below < 100 ? `0${below}` : `${below}`;
  return `${writtenText}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}.${thousandths}Z`;
}

function fromCalendar(local: string, zone: string | undefined, rules: TimeRules): number | string {
  if (!isDay(local.slice(0, 10))) return 'the calendar has no such day';
  if (zone !== undefined || rules.utc) return inRange(Date.parse(`${local}${zoneOf(zone)}`));
  if (rules.zone === undefined) return 'the time must say its zone';
  return inRange(instantIn(rules.zone, Date.parse(`${local}Z`)));
}

/** What comes first in a date like 31/1/2026; undefined where either could be the month, and in anything else. */
export function dateOrderIn(text: string): 'dmy' | 'mdy' | undefined {
  const [, one, other] = /^(\d{1,2})[./-](\d{1,2})[./-]\d/.exec(text) ?? [];
  const [isDay, isOtherDay] = [Number(one) > 12, Number(other) > 12];
  if (isDay === isOtherDay) return undefined;
  return isDay ? 'dmy' : 'mdy';
}

/** Day, month and year as numbers: nobody can tell which of the first two is which, it must be said. */
function readNumeric(value: string, rules: TimeRules): number | string {
  const match = numeric.exec(value);
  if (!match) return 'must be a time like 2026-01-31T09:00:00Z, a date and a time, or an epoch';
  if (rules.dates === undefined) return 'it must be said whether the day or the month comes first';
  const [, one = '', other = '', years = '', hours = '', minutes, seconds = '00', half, zone] = match;
  const [day, month] = rules.dates === 'dmy' ? [one, other] : [other, one];
  const year = years.length === 2 ? `20${years}` : years;
  const hour = half ? (Number(hours) % 12) + (/^p/i.test(half) ? 12 : 0) : Number(hours);
  const two = (text: string | number) => String(text).padStart(2, '0');
  return fromCalendar(`${year}-${two(month)}-${two(day)}T${two(hour)}:${minutes}:${seconds}`, zone, rules);
}

/** 1970-01-01 in the days of a spreadsheet, and the last of them before 2200. Seconds since 1970 would be of its first two days. */
const firstDay = 25_569;
const lastDayNumber = firstDay + latestTime / dayMs;
const isDayNumber = (value: number): boolean => value >= firstDay && value < lastDayNumber;

function fromDayNumber(value: number, rules: TimeRules): number | string {
  const local = isoOf(Math.round((value - firstDay) * dayMs));
  return fromCalendar(local.slice(0, -1), undefined, rules);
}

function zoneOf(zone: string | undefined): string {
  if (zone === undefined || /^[A-Z]/i.test(zone)) return 'Z';
  const digits = zone.slice(1).replace(':', '');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2) || '00'}`;
}

function fromEpoch(value: number): number | undefined | string {
  if (value === 0 || value === -1) return undefined;
  if (value < 1e11) return inRange(value * 1e3);
  if (value < 1e14) return inRange(value);
  return inRange(value < 1e17 ? value / 1e3 : value / 1e6);
}

/** Rounded down, so that what came earlier stays earlier. */
const inRange = (at: number): number | string =>
  at >= 0 && at < latestTime ? Math.floor(at) : 'the time must lie between 1970 and 2200';

/** Microseconds below a time's millisecond, for the order of what happened in it. */
export function microsBelow(value: unknown): number {
  if (typeof value !== 'number' || value >= 1e11 || value < 0) return 0;
  return Math.floor(value * 1e6) % 1000;
}

/** A time from a table that keeps the date in a column of its own. */
export const joinedTime = (date: string, time: string): string =>
  `${date.trim()} ${time.trim().replace(/^\d:/, '0$&')}`;
