import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DetectorName, detectorNames, detectorOf } from '../../backend/src/contract/detectors.js';
import type { DataOf } from '../../backend/src/contract/events.js';
import { type MetricName, metricNames, metricOf } from '../../backend/src/contract/metrics.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { checkHeld } from '../../backend/src/metrics/check.service.js';
import { HeldFacts } from '../../backend/src/metrics/held-facts.store.js';
import { handoffCsv } from '../../frontend/src/features/handoffs/export-handoffs.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';

type Headline = AnswerOf<typeof routes.metricHeadline>;
type Breakdown = AnswerOf<typeof routes.metricBreakdown>;
type Explanation = AnswerOf<typeof routes.metricExplanation>;
type Detectors = AnswerOf<typeof routes.detectorList>;
type List = AnswerOf<typeof routes.handoffList>;
type One = AnswerOf<typeof routes.handoffGet>;
type Readiness = AnswerOf<typeof routes.riskReadiness>;
type Sources = AnswerOf<typeof routes.sourceFaults>;
type Source = AnswerOf<typeof routes.sourceGet>;
type Callbacks = AnswerOf<typeof routes.callbackGet>;
type Context = DataOf<'handoff.initiated'>['context'];

const range = 'from=2026-03-01T00:00:00Z&to=2026-06-01T00:00:00Z';

let app: TestApp;
let viewer: Call;
beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.parse('2026-03-20T00:00:00Z') });
  viewer = await app.as('viewer');
  await takeEvents(app, [
    ...conversations('records', 40, () => ({})),
    // A label of the log: it says what the bot understood, not what was handed on.
    ...conversations('labels', 30, () => ({ intent: 'refund', confidence: 0.4 })),
    ...conversations('phones', 30, () => ({ phone: '+1 555 0100' })),
    ...conversations('shop', 40, (i) => (i < 30 ? { intent: 'refund', transcript: 'so far' } : {})),
  ]);
});
afterAll(() => app.close());

/** One escalation each, of a customer who comes back the next day. */
function conversations(source: string, length: number, contextOf: (i: number) => Context) {
  return Array.from({ length }, (_, i) => {
    const who = { bot: 'ada', customer: { id: `${source}-${i}` } };
    const id = `${source}-${i}`;
    const back = new EventLog(`${id}-back`, source).started(1500 + i, who).customer(1501 + i);
    return [
      ...new EventLog(id, source)
        .started(i, who)
        .customer(i, { text: 'my parcel did not arrive', intent: 'refund', sentiment: -0.2 })
        .bot(i + 1, { text: 'I look at it.', action: 'order.find' })
        .escalated(i + 2, {
          handoff_id: id,
          reasons: ['policy_rule'],
          consent_scopes: ['identity'],
          context: contextOf(i),
        })
        .accepted(i + 3, id)
        .human(i + 4, { text: 'How can I help?' })
        .resolved(i + 5, { repeated: [] }, id)
        .ended(i + 6).events,
      ...back.events,
    ];
  }).flat();
}

async function get<T>(path: string): Promise<T> {
  const answer = await viewer<T>('GET', path);
  if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
const of = (sources: readonly string[]) => sources.map((source) => `&source=${source}`).join('');
const headline = (metric: MetricName, ...sources: string[]) =>
  get<Headline>(`/api/metrics/headline?metric=${metric}&${range}${of(sources)}`);
const onContext = metricNames.filter((name) => {
  const metric = metricOf(name);
  return metric.unit === 'ratio' && metric.unmeasured?.includes('context_untold');
});
const needContext = detectorNames.filter((name) => detectorOf(name).needs === 'context');

describe('a source whose log never says what travelled', () => {
  it('has no number on context, and is counted beside it', async () => {
    expect(onContext).toContain('starvation_rate');
    for (const metric of onContext) {
      expect([metric, await headline(metric, 'records', 'labels')]).toEqual([
        metric,
        expect.objectContaining({
          ...{ value: null, interval: null, numerator: 0, denominator: 0, unmeasured: 70 },
          cannotMeasure: ['labels', 'records'],
        }),
      ]);
    }
  });

  it('does not move the numbers of the others', async () => {
    for (const metric of onContext) {
      const [all, telling] = [await headline(metric), await headline(metric, 'phones', 'shop')];
      expect([metric, all.numerator, all.denominator]).toEqual([
        metric,
        telling.numerator,
        telling.denominator,
      ]);
      expect([metric, all.unmeasured, telling.unmeasured, telling.cannotMeasure]).toEqual([
        metric,
        70,
        0,
        [],
      ]);
    }
  });

  it('leaves real starvation as it is: a number alone, and nothing where there could have been something', async () => {
    expect(await headline('starvation_rate', 'phones')).toMatchObject({ numerator: 30, denominator: 30 });
    expect(await headline('starvation_rate', 'shop')).toMatchObject({ numerator: 10, denominator: 40 });
    expect(await headline('context_completeness', 'shop')).toMatchObject({ numerator: 60, denominator: 400 });
  });

  it('has the other numbers all the same', async () => {
    expect(await headline('handoffs', 'records')).toMatchObject({
      numerator: 40,
      unmeasured: 0,
      cannotMeasure: [],
    });
    expect(await headline('repeat_rate', 'records')).toMatchObject({ denominator: 40, unmeasured: 0 });
  });

  it('is told apart in the dimension, whose filter finds the same rows', async () => {
    const { rows } = await get<Breakdown>(`/api/metrics/breakdown?metric=handoffs&by=context_kind&${range}`);
    expect(Object.fromEntries(rows.map(({ key, numerator }) => [key, numerator]))).toEqual({
      '(none)': 70,
      nothing: 40,
      part: 30,
    });
    const untold = await get<List>(`/api/handoffs?${range}&context_kind=(none)&limit=200`);
    expect(untold.total).toBe(70);
    expect(new Set(untold.items.map(({ source }) => source))).toEqual(new Set(['records', 'labels']));
    expect((await get<List>(`/api/handoffs?${range}&context_kind=nothing`)).total).toBe(40);
    expect((await get<List>(`/api/handoffs?${range}&except.context_kind=(none)`)).total).toBe(70);
  });

  it('is in no list of those detectors, and counted beside them', async () => {
    expect(needContext).toEqual([
      ...['starved', 'compressed', 'no_summary', 'no_sentiment', 'untold', 'cold_opening', 'too_long'],
      'over_shared',
    ]);
    const count = async (...sources: string[]) =>
      new Map(
        (await get<Detectors>(`/api/detectors?${range}${of(sources)}`)).detectors.map((one) => [
          one.detector,
          one,
        ]),
      );
    const [untold, telling, all] = [
      await count('records', 'labels'),
      await count('phones', 'shop'),
      await count(),
    ];
    for (const name of needContext) {
      expect([name, untold.get(name)]).toEqual([
        name,
        expect.objectContaining({ value: null, numerator: 0, denominator: 0, unmeasured: 70, all: 70 }),
      ]);
      expect([name, telling.get(name)?.denominator]).toEqual([name, 70]);
      expect(all.get(name)).toMatchObject({ ...telling.get(name), all: 140, unmeasured: 70 });
      for (const part of ['numerator', 'denominator']) {
        const list = `/api/handoffs?${range}&detector=${name}&part=${part}`;
        expect([name, (await get<List>(list + of(['records', 'labels']))).total]).toEqual([name, 0]);
      }
    }
    const others = detectorNames.filter((name: DetectorName) => !needContext.includes(name));
    for (const name of others) expect(all.get(name)?.unmeasured).toBe(0);
    expect((await get<List>(`/api/handoffs?${range}&view=starved`)).total).toBe(40);
  });

  it('says neither “starved” nor “0 of 10” of a handoff, in the list, its page and the export', async () => {
    const { items } = await get<List>(`/api/handoffs?${range}&source=records&limit=1`);
    const [row] = items;
    expect(row).toMatchObject({ starved: null, contextPresent: null, contextRequired: 10 });
    const [head, cells] = handoffCsv(items)
      .split('\r\n')
      .map((line) => line.split(','));
    for (const name of ['starved', 'context_present']) expect(cells?.[head?.indexOf(name) ?? -1]).toBe('');
    const one = await get<One>(`/api/handoffs/${row?.key}`);
    expect(one.sentence).toContain('(its source does not say with what)');
    expect(new Set(one.context.map(({ travelled }) => travelled))).toEqual(new Set([null]));
    const labelled = await get<List>(`/api/handoffs?${range}&source=labels&limit=1`);
    const { context, contextSize } = await get<One>(`/api/handoffs/${labelled.items[0]?.key}`);
    expect(contextSize).toBeNull();
    expect(context.find(({ name }) => name === 'intent')).toMatchObject({ travelled: null, value: 'refund' });
    const starved = await get<List>(`/api/handoffs?${range}&source=phones&limit=1`);
    expect(starved.items[0]).toMatchObject({ starved: true, contextPresent: 0 });
  });

  it('is not blamed for lost context when the customer comes back', async () => {
    const reasons = async (source: string) =>
      (await get<Callbacks>(`/api/callbacks?${range}&source=${source}`)).reasons.find(
        ({ reason }) => reason === 'context_lost',
      )?.callbacks;
    expect(await reasons('shop')).toBe(40);
    expect(await reasons('records')).toBe(0);
    const lost = `/api/handoffs?${range}&callbackReason=context_lost`;
    expect((await get<List>(`${lost}&source=records`)).total).toBe(0);
    expect((await get<List>(`${lost}&source=shop`)).total).toBe(40);
    const { items } = await get<List>(`/api/handoffs?${range}&source=records&view=called_back&limit=1`);
    expect(items[0]?.callbackReasons).not.toContain('context_lost');
    const one = await get<One>(`/api/handoffs/${items[0]?.key}`);
    expect(one.callback?.reasons).not.toContain('context_lost');
  });

  it('leaves the questions on context open, and the checklist says why', async () => {
    const asked = async (source: string) =>
      Object.fromEntries(
        (await get<Readiness>(`/api/risk/readiness?${range}&source=${source}`)).answers.map((one) => [
          one.question,
          one,
        ]),
      );
    const untold = await asked('records');
    for (const name of ['shared_context', 'summary', 'sentiment'] as const) {
      expect(untold[name]).toMatchObject({ verdict: 'unknown', denominator: 0 });
      expect(untold[name]?.evidence).toContain(
        'Cannot be measured: 40 handoffs are of sources that do not say what travels with them.',
      );
    }
    const told = await asked('phones');
    expect(told.shared_context).toMatchObject({ verdict: 'no' });
    expect(told.shared_context?.evidence.join()).not.toContain('Cannot be measured');
  });

  it('says so among what it cannot measure', async () => {
    const { sources } = await get<Sources>(`/api/detectors/sources?${range}`);
    const lacking = sources.filter(({ unmeasured }) => unmeasured?.includes('context'));
    expect(lacking.map(({ source }) => source).sort()).toEqual(['labels', 'records']);
    expect((await get<Source>('/api/sources/records')).unmeasured).toContain('context');
    expect((await get<Source>('/api/sources/shop')).unmeasured).not.toContain('context');
  });

  it('is left out by the SQL that the page shows, too', async () => {
    for (const metric of onContext) {
      const { sql: text } = await get<Explanation>(`/api/metrics/explanation?metric=${metric}&${range}`);
      const [row] = await app.database.query<Record<string, number | null>>(sql.raw(text ?? ''));
      const { numerator, denominator, unmeasured } = await headline(metric);
      expect([metric, row]).toMatchObject([metric, { numerator, denominator, unmeasured }]);
    }
  });
});

it('a source that says it for the first time is measured from then on, in all of its past, and no longer when that is amended', async () => {
  const record = (revision: number, context: Context) =>
    new EventLog('records-late', 'records').add(
      'handoff.initiated',
      2000,
      { handoff_id: 'late', purpose: 'escalation', from: { kind: 'bot' }, to: { kind: 'human' }, context },
      { id: `late-${revision}`, record: 'late', revision: String(revision) },
    ).events;
  const held = app.app.get(HeldFacts, { strict: false });
  const wrong = async () => (await checkHeld(app.database, held)).filter((check) => check.wrong > 0);
  await held.refresh();
  await takeEvents(app, record(1, { transcript: 'so far' }));
  await held.refresh();
  expect(await headline('starvation_rate', 'records')).toMatchObject({
    ...{ numerator: 40, denominator: 41, unmeasured: 0, cannotMeasure: [] },
  });
  expect(await wrong()).toEqual([]);
  await takeEvents(app, record(2, {}));
  await held.refresh();
  expect(await headline('starvation_rate', 'records')).toMatchObject({ denominator: 0, unmeasured: 41 });
  expect(await wrong()).toEqual([]);
});
