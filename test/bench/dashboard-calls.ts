import type { Dimension, Filters } from '../../backend/src/contract/dimensions.js';
import type { MetricName } from '../../backend/src/contract/metrics.js';
import { bucketStarts } from '../../backend/src/metrics/zone.js';

/** What a call asks, so that it can be asked of others: see `statementOf` in `dashboard-peers.ts`. */
export interface Question {
  metric: MetricName;
  by: Dimension | undefined;
  filters: Filters;
  /** Milliseconds. */
  from: number;
  to: number;
  /** Whether it is asked for each day. */
  daily: boolean;
}

export interface BenchCall {
  /** What the call is, without its zone. */
  name: string;
  path: string;
  /** For calls that others can answer. */
  question?: Question;
}

const day = 86_400_000;
const headlines: MetricName[] = [
  'escalation_rate',
  'fidelity',
  'fidelity_coverage',
  'time_to_action',
  'callback_rate',
  'waiting_handoffs',
];
const breakdowns: [MetricName, Dimension][] = [
  ['escalation_rate', 'bot'],
  ['escalation_rate', 'intent'],
  ['escalation_rate', 'reason'],
  ['fidelity', 'result'],
  ['fidelity', 'cause'],
  ['time_to_action', 'queue'],
  ['callback_rate', 'queue'],
  ['episodes', 'outcome'],
];

const filters: Partial<Record<Dimension, string>>[] = [
  {},
  { bot: 'bruno' },
  { intent: 'intent 2' },
  { bot: 'bruno', channel: 'web' },
  { bot: 'bruno', channel: 'web', language: 'en', segment: 'consumer' },
];

/** What the overview asks for one range: local days up to now, and as many before. */
function callsOf(
  watermark: number,
  days: number,
  zone: string,
  values: Partial<Record<Dimension, string>>,
): BenchCall[] {
  const words = Object.keys(values).join(' and ') || 'no filter';
  const [first = watermark] = bucketStarts('day', zone, watermark - (days - 1) * day, watermark);
  const now = { from: first, to: watermark };
  const before = { from: first - days * day, to: watermark - days * day };
  const wanted = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));
  const call = (what: string, path: string, query: Record<string, string>): BenchCall => ({
    name: `${what}, ${days} d, ${words}`,
    path: `${path}?${new URLSearchParams({ ...query, ...values })}`,
  });
  type Asked = { metric: MetricName; by?: Dimension };
  const ask = (
    kind: string,
    asked: Asked,
    range: typeof now,
    more: Record<string, string> = {},
  ): BenchCall => {
    const what = [kind, asked.metric, asked.by && `by ${asked.by}`].filter(Boolean).join(' ');
    return {
      ...call(what, `/api/metrics/${kind}`, { ...asked, ...instants(range), ...more }),
      question: { by: undefined, ...asked, filters: wanted, ...range, daily: kind === 'series' },
    };
  };
  const daily = { bucket: 'day', zone };
  return [
    ...headlines.flatMap((metric) => [now, before].map((range) => ask('headline', { metric }, range))),
    ...headlines.map((metric) => ask('series', { metric }, now, daily)),
    ask('series', { metric: 'episodes', by: 'outcome' }, now, daily),
    ...breakdowns.flatMap(([metric, by]) =>
      [now, before].map((range) => ask('breakdown', { metric, by }, range)),
    ),
    ask('survival', { metric: 'time_to_action' }, now),
    call('guard', '/api/risk/guard', { ...instants(now), ...instants(before, 'before_') }),
    call('dimension values', '/api/dimensions', instants(now)),
    call('releases', '/api/releases', {}),
  ];
}

const instants = ({ from, to }: { from: number; to: number }, prefix = '') => ({
  [`${prefix}from`]: new Date(from).toISOString(),
  [`${prefix}to`]: new Date(to).toISOString(),
});

export const zones = ['Europe/Berlin', 'Asia/Kathmandu'];

export function overviewCalls(watermark: number): BenchCall[] {
  return zones.flatMap((zone) =>
    [30, 90].flatMap((days) => filters.flatMap((filter) => callsOf(watermark, days, zone, filter))),
  );
}
