import { type Topic, topics } from '../../../../backend/src/contract/metric.js';
import { type MetricName, metricNames, metricOf } from '../../../../backend/src/contract/metrics.js';

/** The five numbers of the overview, in its order, unless the reader chose others. */
export const usualTiles = [
  'escalation_rate',
  'fidelity',
  'time_to_action',
  'callback_rate',
  'waiting_handoffs',
] as const satisfies readonly MetricName[];

const isMetric = (name: string): name is MetricName => (metricNames as readonly string[]).includes(name);

/** Chosen tiles as the URL has them, `a.b.c`: five, each a metric; what is missing or unknown is the usual one. */
export function readTiles(text: string): MetricName[] {
  const names = text.split('.');
  return usualTiles.map((usual, i) => {
    const name = names[i] ?? '';
    return isMetric(name) ? name : usual;
  });
}

export const writeTiles = (tiles: readonly MetricName[]): string =>
  tiles.every((name, i) => name === usualTiles[i]) ? '' : tiles.join('.');

/** Every metric, by the question that it helps to answer. */
export const metricGroups = (Object.keys(topics) as Topic[]).map((topic) => ({
  group: topics[topic],
  items: metricNames
    .filter((name) => metricOf(name).topic === topic)
    .map((name) => ({ value: name as string, label: metricOf(name).label as string })),
}));
