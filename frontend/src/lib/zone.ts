const hour = 3_600_000;

const formatters = new Map<string, Intl.DateTimeFormat>();
function partsIn(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US-u-ca-iso8601', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** Milliseconds that the zone's clocks are ahead of UTC at this instant. */
export function offsetAt(at: number, zone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of partsIn(zone).formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour: hours = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hours, minute, second) - Math.floor(at / 1000) * 1000;
}

/** The calendar day in the zone, as `2026-03-29`. */
export function dayOf(at: number, zone: string): string {
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 10);
}

/** The instant at which a calendar day begins in the zone; where midnight is skipped, the first instant after. */
export function startOfDay(day: string, zone: string): number {
  const local = Date.parse(`${day}T00:00:00Z`);
  const candidates = [offsetAt(local - 14 * hour, zone), offsetAt(local + 14 * hour, zone)].map(
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

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Zones to choose from; some browsers do not list UTC. */
export function zoneNames(): string[] {
  const names = Intl.supportedValuesOf('timeZone');
  return names.includes('UTC') ? names : ['UTC', ...names];
}

export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
