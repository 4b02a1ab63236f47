const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

export function isZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

function offsetAt(zone: string, at: number): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/**
 * When the clocks of a zone show this; `local`: as if they showed UTC, ms. Of an hour that comes twice the first one; one
 * that is left out is as long before as the clocks are set forward.
 */
export function instantIn(zone: string, local: number): number {
  if (Number.isNaN(local) || /^(utc|gmt)$/i.test(zone)) return local;
  const before = offsetAt(zone, local - 86_400_000);
  const at = local - before;
  if (offsetAt(zone, at) === before) return at;
  const later = local - offsetAt(zone, local + 86_400_000);
  return later + offsetAt(zone, later) === local ? later : at;
}
