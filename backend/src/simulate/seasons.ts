const hour = 3_600_000;
/** How busy each hour of a local day is, against the busiest. */
const byHour = [
  0.07, 0.05, 0.04, 0.04, 0.05, 0.1, 0.22, 0.42, 0.72, 0.95, 1, 0.96, 0.84, 0.86, 0.9, 0.88, 0.84, 0.78, 0.72,
  0.66, 0.56, 0.42, 0.27, 0.14,
];
/** Sunday first. */
const byDay = [0.45, 1, 0.95, 0.92, 0.9, 0.88, 0.6];

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** The local hour (0 to 24, with a fraction) and weekday (0 is Sunday) of a time in a zone. */
export function localTime(at: number, zone: string): { hour: number; weekday: number } {
  const local = new Date(at + offsetAt(at, zone));
  return { hour: local.getUTCHours() + local.getUTCMinutes() / 60, weekday: local.getUTCDay() };
}

/** How busy a time is, from 0 to 1, by the customer's own day and week. */
export function business(at: number, zone: string): number {
  const local = localTime(at, zone);
  return (byHour[Math.floor(local.hour)] ?? 0) * (byDay[local.weekday] ?? 0);
}

/** Milliseconds that a zone is ahead of UTC; looked up once for each zone and hour. */
function offsetAt(at: number, zone: string): number {
  const key = `${zone}/${Math.floor(at / hour)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formats.set(zone, format);
  }
  const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
  const ahead = match ? (Number(match[2]) * 60 + Number(match[3])) * 60_000 * (match[1] === '-' ? -1 : 1) : 0;
  if (offsets.size > 20_000) offsets.clear();
  offsets.set(key, ahead);
  return ahead;
}
