import { bucketStarts } from '../../backend/src/metrics/zone.js';

export interface BenchCall {
  /** What the call is, without its zone. */
  name: string;
  path: string;
  /** Whether the aim holds for it: several filters at once are read from the facts. */
  aimed: boolean;
}

const day = 86_400_000;
const headlines = [
  'escalation_rate',
  'fidelity',
  'fidelity_coverage',
  'time_to_action',
  'callback_rate',
  'waiting_handoffs',
];
const breakdowns = [
  ['escalation_rate', 'bot'],
  ['escalation_rate', 'intent'],
  ['escalation_rate', 'reason'],
  ['fidelity', 'result'],
  ['fidelity', 'cause'],
  ['time_to_action', 'queue'],
  ['callback_rate', 'queue'],
  ['episodes', 'outcome'],
];

const filters: [string, Record<string, string>][] = [
  ['no filter', {}],
  ['bot', { bot: 'bruno' }],
  ['intent', { intent: 'intent 2' }],
  ['bot and channel', { bot: 'bruno', channel: 'web' }],
];

/** What the overview asks for one range: local days up to now, and as many before. */
function callsOf(
  watermark: number,
  days: number,
  zone: string,
  filter: [string, Record<string, string>],
): BenchCall[] {
  const [words, values] = filter;
  const [first = watermark] = bucketStarts('day', zone, watermark - (days - 1) * day, watermark);
  const range = { from: new Date(first).toISOString(), to: new Date(watermark).toISOString() };
  const length = watermark - first;
  const before = {
    from: new Date(first - days * day).toISOString(),
    to: new Date(first - days * day + length).toISOString(),
  };
  const call = (what: string, path: string, query: Record<string, string>): BenchCall => ({
    name: `${what}, ${days} d, ${words}`,
    path: `${path}?${new URLSearchParams({ ...query, ...values })}`,
    aimed: Object.keys(values).length <= 1,
  });
  const ask = (kind: string, query: Record<string, string>) => {
    const what = [kind, query.metric, query.by && `by ${query.by}`].filter(Boolean).join(' ');
    return call(what, `/api/metrics/${kind}`, query);
  };
  return [
    ...headlines.flatMap((metric) => [
      ask('headline', { metric, ...range }),
      ask('headline', { metric, ...before }),
    ]),
    ...headlines.map((metric) => ask('series', { metric, bucket: 'day', zone, ...range })),
    ask('series', { metric: 'episodes', by: 'outcome', bucket: 'day', zone, ...range }),
    ...breakdowns.flatMap(([metric = '', by = '']) => [
      ask('breakdown', { metric, by, ...range }),
      ask('breakdown', { metric, by, ...before }),
    ]),
    ask('survival', { metric: 'time_to_action', ...range }),
    call('guard', '/api/risk/guard', { ...range, before_from: before.from, before_to: before.to }),
    call('dimension values', '/api/dimensions', range),
    call('releases', '/api/releases', {}),
  ];
}

export function overviewCalls(watermark: number): BenchCall[] {
  return ['Europe/Berlin', 'Asia/Kathmandu'].flatMap((zone) =>
    [30, 90].flatMap((days) => filters.flatMap((filter) => callsOf(watermark, days, zone, filter))),
  );
}
