import { offsetAt } from '../../../backend/src/contract/zone-offset.js';

const hour = 3_600_000;

/** The calendar day in the zone, as `2026-03-29`. */
export function dayOf(at: number, zone: string): string {
  return new Date(at + offsetAt(zone, at)).toISOString().slice(0, 10);
}

/** The instant at which a calendar day begins in the zone; where midnight is skipped, the first instant after. */
export function startOfDay(day: string, zone: string): number {
  const local = Date.parse(`${day}T00:00:00Z`);
  const candidates = [offsetAt(zone, local - 14 * hour), offsetAt(zone, local + 14 * hour)].map(
    (offset) => local - offset,
  );
  const first = Math.min(...candidates);
  return dayOf(first, zone) === day ? first : Math.max(...candidates);
}

/** The calendar day `count` days later. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 24 * hour).toISOString().slice(0, 10);
}

/** Whole calendar days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / (24 * hour));
}

/** Zones to choose from; some browsers do not list UTC. */
export function zoneNames(): string[] {
  const names = Intl.supportedValuesOf('timeZone');
  return names.includes('UTC') ? names : ['UTC', ...names];
}

export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
