import type { Bucket } from '../../../backend/src/contract/metric-answers.js';
import type { Tick } from './scale';

const style: Record<Bucket, Intl.DateTimeFormatOptions> = {
  '15m': { hour: '2-digit', minute: '2-digit' },
  hour: { weekday: 'short', hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  week: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: 'numeric' },
};
const longStyle: Record<Bucket, Intl.DateTimeFormatOptions> = {
  '15m': { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  hour: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  day: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  week: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
};

/** The bucket's name in a tooltip or a table. */
export function bucketName(at: number, bucket: Bucket, zone: string): string {
  const text = new Intl.DateTimeFormat('en-GB', { ...longStyle[bucket], timeZone: zone }).format(at);
  return bucket === 'week' ? `Week of ${text}` : text;
}

/** About `wanted` labelled bucket starts; days prefer Mondays once they are too many to name all. */
export function timeTicks(starts: readonly number[], bucket: Bucket, zone: string, wanted = 8): Tick[] {
  const format = new Intl.DateTimeFormat('en-GB', { ...style[bucket], timeZone: zone });
  const step = Math.max(1, Math.ceil(starts.length / wanted));
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: zone });
  const mondays = bucket === 'day' && step >= 3 ? starts.filter((at) => weekday.format(at) === 'Mon') : [];
  const chosen =
    mondays.length > 1
      ? mondays.filter((_, i) => i % Math.ceil(mondays.length / wanted) === 0)
      : starts.filter((_, i) => i % step === 0);
  return chosen.map((at) => ({ at, label: format.format(at) }));
}
