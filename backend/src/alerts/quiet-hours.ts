import type { QuietHours } from '../contract/alert-channels.js';
import { offsetAt } from '../contract/zone-offset.js';

const minute = 60_000;
const day = 86_400_000;

const minutesOf = (clock: string) => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
};

/** Whether the zone's clocks show a quiet time. `from` is in it, `to` is not; equal ones are the whole day. */
export function isQuiet({ zone, from, to, weekends }: QuietHours, at: number): boolean {
  const wall = at + offsetAt(zone, at);
  const weekday = new Date(wall).getUTCDay();
  if (weekends && (weekday === 0 || weekday === 6)) return true;
  const now = Math.floor((wall % day) / minute);
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  if (begin < end) return now >= begin && now < end;
  return now >= begin || now < end;
}
