import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Dimension } from '../../backend/src/contract/dimensions.js';
import { type MetricName, metricOf } from '../../backend/src/contract/metrics.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { BucketService } from '../../backend/src/metrics/bucket.service.js';
import { HeldFacts } from '../../backend/src/metrics/held-facts.store.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { generateFacts } from '../support/generate-facts.js';

type Headline = AnswerOf<typeof routes.metricHeadline>;
type Heatmap = AnswerOf<typeof routes.metricHeatmap>;
type Matrix = AnswerOf<typeof routes.metricMatrix>;
type Query = Record<string, string | string[] | number | undefined>;

/** Each lies over a change of the clocks: Berlin forward and back, São Paulo forward at midnight and back before it. */
const periods = [
  { zone: 'Europe/Berlin', from: '2026-03-20T00:00:00Z', change: '2026-03-29' },
  { zone: 'Europe/Berlin', from: '2025-10-17T00:00:00Z', change: '2025-10-26' },
  { zone: 'America/Sao_Paulo', from: '2018-10-26T00:00:00Z', change: '2018-11-04' },
  { zone: 'America/Sao_Paulo', from: '2019-02-08T00:00:00Z', change: '2019-02-17' },
] as const;
const days = 20;

let app: TestApp;
let call: Call;
beforeAll(async () => {
  app = await startTestApp();
  call = await app.as('viewer');
});
afterAll(() => app.close());

async function ask<Answer>(path: string, query: Query): Promise<Answer> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value ?? []].flat()) search.append(name, String(one));
  }
  const answer = await call<Answer>('GET', `${path}?${search}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}

/** How long the list of a number's rows is. */
async function rowsOf(metric: MetricName, part: string, query: Query): Promise<number> {
  const list = metricOf(metric).population === 'episode' ? '/api/episodes' : '/api/handoffs';
  return (await ask<{ total: number }>(list, { metric, part, limit: 1, ...query })).total;
}

async function factsFrom(from: string): Promise<Query> {
  const { database } = app;
  for (const table of ['conversation', 'contact', 'episode', 'handoff', 'action', 'survey', 'release']) {
    await database.query(sql`delete from ${sql.ident(table)}`);
  }
  await database.query(sql`insert into dirty_bucket select population, bucket_at from bucket_change`);
  const begin = new Date(from);
  const end = await generateFacts(database, { episodes: 2000, from: begin, days });
  await new BucketService(database).runOnce();
  await app.app.get(HeldFacts, { strict: false }).refresh();
  return { from: begin.toISOString(), to: end.toISOString() };
}

const sum = (
  cells: readonly { numerator: number; denominator: number | null }[],
  part: 'numerator' | 'denominator',
) => cells.reduce((all, cell) => all + (cell[part] ?? 0), 0);

describe.each(periods)('in $zone over $change', ({ zone, from }) => {
  let range: Query;
  beforeAll(async () => {
    range = await factsFrom(from);
  });

  test.each(['escalation_rate', 'handoffs', 'callback_rate_24h', 'time_to_reply', 'fidelity'] as const)(
    'the hours of the week of %s add up to the headline, and open their rows',
    async (metric) => {
      const { cells, total } = await ask<Heatmap>('/api/metrics/heatmap', { metric, ...range, zone });
      const headline = await ask<Headline>('/api/metrics/headline', { metric, ...range });
      expect(cells).toHaveLength(168);
      expect(sum(cells, 'numerator')).toBe(headline.numerator);
      expect(sum(cells, 'denominator')).toBe(headline.denominator ?? 0);
      expect(total.value).toBe(headline.value);
      // Those around the change, and some others. A list of handoffs holds each once, however many its actions.
      if (metric === 'fidelity') return;
      const looked = cells.filter(
        ({ weekday, hour }, i) => (weekday >= 6 && (hour < 3 || hour > 22)) || i % 41 === 0,
      );
      for (const { weekday, hour, numerator, denominator } of looked) {
        const cell = { ...range, zone, weekday, hour };
        expect(await rowsOf(metric, 'numerator', cell)).toBe(numerator);
        if (denominator !== null) expect(await rowsOf(metric, 'denominator', cell)).toBe(denominator);
      }
    },
  );

  test('each hour came as often as the clocks showed it', async () => {
    const { cells } = await ask<Heatmap>('/api/metrics/heatmap', { metric: 'handoffs', ...range, zone });
    const shown = new Map<string, number>();
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      hourCycle: 'h23',
    });
    for (let at = Date.parse(String(range.from)); at < Date.parse(String(range.to)); at += 3_600_000) {
      const name = format.format(at).replace(',', '');
      shown.set(name, (shown.get(name) ?? 0) + 1);
    }
    const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
    for (const { weekday, hour, hours } of cells) {
      const name = `${names[weekday - 1]} ${String(hour).padStart(2, '0')}`;
      expect([name, hours]).toEqual([name, shown.get(name)]);
    }
  });
});

describe('a matrix', () => {
  let range: Query;
  beforeAll(async () => {
    range = await factsFrom('2026-03-01T00:00:00Z');
  });
  const matrix = (metric: MetricName, rows: Dimension, columns: Dimension, limit = 5) =>
    ask<Matrix>('/api/metrics/matrix', { metric, ...range, rows, columns, limit });

  /** The list's filter for one value, or for the others. */
  const chosen = (name: Dimension, key: string | null, lines: Matrix['rows']): Query =>
    key === null ? { [`except.${name}`]: lines.flatMap((line) => line.key ?? []) } : { [name]: key };

  test.each([
    ['misroute_rate', 'intent', 'queue'],
    ['callback_rate', 'queue', 'segment'],
    ['time_to_acknowledge', 'queue', 'tier'],
    ['episodes', 'channel', 'outcome'],
    ['intent_mismatch', 'intent', 'resolved_intent'],
  ] as const)(
    'of %s by %s and %s adds up to the headline, and opens its rows',
    async (metric, rows, columns) => {
      const found = await matrix(metric, rows, columns);
      const headline = await ask<Headline>('/api/metrics/headline', { metric, ...range });
      for (const lines of [found.rows, found.columns, found.cells]) {
        expect(sum(lines, 'numerator')).toBe(headline.numerator);
        expect(sum(lines, 'denominator')).toBe(headline.denominator ?? 0);
      }
      expect(found.total.value).toBe(headline.value);
      for (const { row, column, numerator, denominator } of found.cells) {
        const cell = {
          ...range,
          ...chosen(rows, row, found.rows),
          ...chosen(columns, column, found.columns),
        };
        expect(await rowsOf(metric, 'numerator', cell)).toBe(numerator);
        if (denominator !== null) expect(await rowsOf(metric, 'denominator', cell)).toBe(denominator);
      }
    },
  );

  test('keeps the largest values and sums the others as one', async () => {
    const found = await matrix('handoffs', 'intent', 'queue', 3);
    const { rows } = await ask<AnswerOf<typeof routes.metricBreakdown>>('/api/metrics/breakdown', {
      metric: 'handoffs',
      by: 'intent',
      ...range,
    });
    expect(found.rows.map(({ key }) => key)).toEqual([...rows.slice(0, 3).map(({ key }) => key), null]);
    expect(found.rows.at(-1)?.numerator).toBe(
      sum(
        rows.slice(3).map((row) => ({ ...row })),
        'numerator',
      ),
    );
    expect(found.columns).toHaveLength(4);
  });

  test('of intents has the same values on both axes, and its mismatch is what lies beside the diagonal', async () => {
    const found = await matrix('intent_mismatch', 'intent', 'resolved_intent', 40);
    expect(found.rows.map(({ key }) => key)).toEqual(found.columns.map(({ key }) => key));
    const beside = found.cells.filter(({ row, column }) => row !== column);
    expect(sum(beside, 'denominator')).toBe(found.total.numerator);
  });

  test('needs dimensions that the metric has', async () => {
    const query = new URLSearchParams({
      metric: 'episodes',
      rows: 'bot',
      columns: 'tier',
      ...(range as Record<string, string>),
    });
    expect((await call('GET', `/api/metrics/matrix?${query}`)).status).toBe(400);
  });
});
