import { thresholds } from '../contract/detectors.js';
import type { MetricName } from '../contract/metrics.js';
import { companions } from '../contract/risk.js';
import { type Difference, differenceOf, type Share, zAmong } from '../detectors/share.js';
import { z95 } from '../metrics/intervals.js';

export interface Compared {
  metric: MetricName;
  now: Share;
  before: Share;
  difference: Difference | null;
  moved: 'falls' | 'rises' | 'unclear' | 'unknown';
}

export interface Guard {
  verdict: 'suppression' | 'clear' | 'unknown';
  words: string;
  escalation: Compared;
  companions: Compared[];
}

/** Of each companion's interval: four of them are looked at, and all are to be right together 95 % of the time. */
export const companionConfidence = 1 - 0.05 / companions.length;
const companionZ = zAmong(companions.length);

const names: Partial<Record<MetricName, string>> = {
  callback_rate: 'callbacks',
  repeat_rate: 'repeats',
  abandoned: 'abandonment',
  failure_rate: 'failed handoffs',
};
const nameOf = (metric: MetricName) => names[metric] ?? metric;

/** A share in two periods; only a difference that stands clear of zero is a movement. */
export function compareShares(metric: MetricName, now: Share, before: Share): Compared {
  const least = thresholds.least_rows.value;
  const isFew = now.denominator < least || before.denominator < least;
  const z = metric === 'escalation_rate' ? z95 : companionZ;
  const difference = isFew ? null : differenceOf(now, before, z);
  return { metric, now, before, difference, moved: movedOf(difference) };
}

function movedOf(difference: Difference | null): Compared['moved'] {
  if (!difference) return 'unknown';
  if (difference.high < 0) return 'falls';
  return difference.low > 0 ? 'rises' : 'unclear';
}

/**
 * Escalations that fall while callbacks, repeats, abandonment or failed handoffs rise are customers kept from a human,
 * not customers helped. Nothing is called so by eye: both movements must stand clear of zero.
 */
export function judgeGuard(escalation: Compared, others: readonly Compared[]): Guard {
  const rising = others.filter(({ moved }) => moved === 'rises');
  const known = others.filter(({ moved }) => moved !== 'unknown');
  const whole = { escalation, companions: [...others] };
  if (escalation.moved === 'unknown' || known.length === 0) {
    return {
      verdict: 'unknown',
      words: 'Suppression cannot be judged: there is too little to compare, here or in the period before.',
      ...whole,
    };
  }
  if (escalation.moved === 'falls' && rising.length > 0) {
    const what = rising.map((one) => `${nameOf(one.metric)} rise (${told(one)})`).join(', ');
    return {
      verdict: 'suppression',
      words: `Sign of suppression: escalations fall (${told(escalation)}) while ${what}. Fewer handoffs here may mean customers who did not get through.`,
      ...whole,
    };
  }
  return { verdict: 'clear', words: clearWords(escalation, rising, others), ...whole };
}

function clearWords(escalation: Compared, rising: readonly Compared[], others: readonly Compared[]): string {
  const verb = { falls: 'fall', rises: 'rise', unclear: 'show no clear change', unknown: '' }[
    escalation.moved
  ];
  const beside =
    rising.length > 0
      ? `${rising.map((one) => `${nameOf(one.metric)} rise (${told(one)})`).join(', ')}, but not in their place`
      : 'nothing that would pay for it rises';
  const unknown = others.filter(({ moved }) => moved === 'unknown').map(({ metric }) => nameOf(metric));
  const gap = unknown.length > 0 ? ` Too little to say of ${unknown.join(', ')}.` : '';
  return `No sign of suppression: escalations ${verb} (${told(escalation)}), ${beside}.${gap}`;
}

const points = (value: number) => {
  const text = Math.abs(value * 100).toFixed(1);
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
};
const told = ({ difference }: Compared) =>
  difference
    ? `${points(difference.value)} pp, ${points(difference.low)} to ${points(difference.high)}`
    : 'not known';
