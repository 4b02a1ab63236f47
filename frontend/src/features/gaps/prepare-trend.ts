import { signed } from '../../lib/format';
import type { GapSummary } from './gap-words';

export interface TrendWords {
  text: string;
  interval: string;
  /** `unclear`: the interval includes no change. */
  verdict: 'better' | 'worse' | 'unclear';
}

/**
 * The rate ratio of a gap as a change in percent, from twofold on as a multiple; fewer escalations are better.
 * Null when too few to say.
 */
export function prepareTrend(
  trend: Pick<NonNullable<GapSummary['trend']>, 'ratio' | 'low' | 'high'> | null,
): TrendWords | null {
  if (!trend) return null;
  const change = (ratio: number): string =>
    trend.ratio >= 2 ? `×${ratio.toFixed(1)}` : `${signed((ratio - 1) * 100, 0)} %`;
  const unclear = trend.low <= 1 && trend.high >= 1;
  return {
    text: change(trend.ratio),
    interval: `${change(trend.low)} to ${change(trend.high)}`,
    verdict: unclear ? 'unclear' : trend.ratio < 1 ? 'better' : 'worse',
  };
}

/** Points of a line through weekly counts in a box; zero lies at the bottom. */
export function sparkline(weekly: readonly number[], width: number, height: number): string {
  const top = Math.max(1, ...weekly);
  const step = weekly.length > 1 ? width / (weekly.length - 1) : 0;
  return weekly
    .map((value, i) => `${(i * step).toFixed(1)},${(height - (value / top) * height).toFixed(1)}`)
    .join(' ');
}
