import type { AlertCondition, ReadingUnit, WindowLength } from './alerts.js';
import type { Dimension } from './dimensions.js';
import { metricOf } from './metrics.js';

/** A rule as one sentence: the page, the API, messages and the ledger say it alike. Holds no zod: the browser reads it. */
export interface RuleWords {
  condition: AlertCondition;
  raiseAfter: number;
  resolveAfter: number;
}

const lengths: Record<WindowLength, string> = {
  15: '15 minutes',
  60: 'hour',
  360: '6 hours',
  1440: '24 hours',
  10080: '7 days',
};
export const lengthOf = (window: WindowLength): string => `the last ${lengths[window]}`;

const plural = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** `90` -> `1 h 30 min`. */
export function minutesText(minutes: number): string {
  const [days, hours, rest] = [
    Math.floor(minutes / 1440),
    Math.floor((minutes % 1440) / 60),
    Math.round(minutes % 60),
  ];
  const parts = [days > 0 && plural(days, 'day'), hours > 0 && `${hours} h`, rest > 0 && `${rest} min`];
  return parts.filter(Boolean).join(' ') || '0 min';
}

const trimmed = (value: number, digits: number) => String(Number(value.toFixed(digits)));

/** A reading's value in its unit; a change with its sign. */
export function valueText(value: number | null, unit: ReadingUnit): string {
  if (value === null) return 'unknown';
  if (unit === 'ratio') return `${trimmed(value * 100, 1)} %`;
  if (unit === 'change') return `${value < 0 ? '−' : '+'}${trimmed(Math.abs(value) * 100, 0)} %`;
  if (unit === 'minutes') return minutesText(value);
  if (unit === 'seconds') return value < 120 ? `${trimmed(value, 1)} s` : minutesText(value / 60);
  return trimmed(value, unit === 'mean' ? 2 : 0);
}

export function unitOf(condition: AlertCondition): ReadingUnit {
  if (condition.kind === 'silence') return 'minutes';
  if (condition.kind !== 'metric') return 'count';
  if (condition.is === 'rises' || condition.is === 'falls') return 'change';
  return metricOf(condition.metric).unit;
}

/** `Queue is billing or returns and channel is web`. */
function filtersText(filters: Partial<Record<Dimension, string[]>>): string {
  const parts = Object.entries(filters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, values]) => `${name.replaceAll('_', ' ')} is ${values.join(' or ')}`);
  return parts.length > 0 ? ` where ${parts.join(' and ')}` : '';
}

/** `Failed handoffs`, `Requests not met`; not `Context completeness`. */
const isPlural = (label: string) => /^\w+[^s]s\b|[^s]s$/.test(label);

/** In the middle of a sentence; names keep their capitals. */
const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function metricText(condition: Extract<AlertCondition, { kind: 'metric' }>): string {
  const { metric, is, than, judged, window, leastRows, filters } = condition;
  const { label, unit } = metricOf(metric);
  // `Callback rate, 7 days` would run into what follows.
  const plain = lower(label).replace(/, (.+)$/, ' ($1)');
  const shares = unit === 'ratio' && isPlural(label.replace(/,.*/, ''));
  const ratio = `the ${shares ? 'share of ' : ''}${plain}`;
  const names = { seconds: `the median ${plain}`, count: `the number of ${plain}`, ratio };
  const name = unit === 'mean' ? names.ratio : names[unit];
  const change = is === 'rises' || is === 'falls';
  const much = change ? `by more than ${trimmed(than * 100, 1)} %` : valueText(than, unit);
  const against = change ? ' against the period before' : '';
  const surely = judged === 'bound' ? ', beyond its 95 % interval' : '';
  const least = leastRows > 1 ? `, counted over at least ${leastRows}` : '';
  const verb = change ? is : `is ${is}`;
  return `${name}${filtersText(filters)} in ${lengthOf(window)} ${verb} ${much}${against}${surely}${least}`;
}

function conditionText(condition: AlertCondition): string {
  if (condition.kind === 'metric') return metricText(condition);
  if (condition.kind === 'waiting') {
    const { atLeast, minutes, filters } = condition;
    const who = `at least ${plural(atLeast, 'handoff')}${filtersText(filters)}`;
    return `${who} ${atLeast === 1 ? 'has' : 'have'} waited for more than ${minutesText(minutes)}`;
  }
  if (condition.kind === 'silence') {
    return `no conversation from ${condition.source} has begun for ${minutesText(condition.minutes)}`;
  }
  const { source, expected, zone } = condition;
  return `no conversation from ${source} has begun for as long as ${expected} usually take at these hours of the week (${zone})`;
}

export function ruleSentence({ condition, raiseAfter, resolveAfter }: RuleWords): string {
  const raised = raiseAfter > 1 ? `, ${raiseAfter} times in a row` : '';
  const over = resolveAfter > 1 ? `; it is over after ${resolveAfter} good ones` : '';
  return `Alert when ${conditionText(condition)}${raised}${over}.`;
}
