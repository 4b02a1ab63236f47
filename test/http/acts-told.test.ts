import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { checkHeld } from '../../backend/src/metrics/check.service.js';
import { HeldFacts } from '../../backend/src/metrics/held-facts.store.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';

type Headline = AnswerOf<typeof routes.metricHeadline>;
type Explanation = AnswerOf<typeof routes.metricExplanation>;
type Detectors = AnswerOf<typeof routes.detectorList>;
type List = AnswerOf<typeof routes.handoffList>;
type One = AnswerOf<typeof routes.handoffGet>;
type Callbacks = AnswerOf<typeof routes.callbackGet>;

const range = 'from=2026-03-01T00:00:00Z&to=2026-06-01T00:00:00Z';
const day = 1440;

let app: TestApp;
let viewer: Call;
beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.parse('2026-03-20T00:00:00Z') });
  viewer = await app.as('viewer');
  await takeEvents(app, [
    ...conversations('logs', 40, () => false),
    ...conversations('desk', 30, (i) => i < 20),
  ]);
});
afterAll(() => app.close());

/** One escalation each, of a customer who comes back a day and more later; `isResolved`: it is said to be, at once. */
function conversations(source: string, length: number, isResolved: (i: number) => boolean) {
  return Array.from({ length }, (_, i) => {
    const who = { bot: 'ada', customer: { id: `${source}-${i}` } };
    const id = `${source}-${i}`;
    const log = new EventLog(id, source)
      .started(i, who)
      .customer(i, { text: 'my parcel did not arrive' })
      .escalated(i + 2, { handoff_id: id })
      .accepted(i + 3, id);
    if (isResolved(i)) log.resolved(i + 5, {}, id);
    const back = new EventLog(`${id}-back`, source).started(2 * day + i, who).customer(2 * day + i + 1);
    return [...log.events, ...back.events];
  }).flat();
}

async function get<T>(path: string): Promise<T> {
  const answer = await viewer<T>('GET', path);
  if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
const leakage = (source?: string) =>
  get<Headline>(`/api/metrics/headline?metric=leakage_rate&${range}${source ? `&source=${source}` : ''}`);
const leaked = async (source: string) =>
  (await get<Detectors>(`/api/detectors?${range}&source=${source}`)).detectors.find(
    ({ detector }) => detector === 'leaked',
  );

test('of a source that never says that somebody acted, nobody can tell what leaked', async () => {
  expect(await leakage('logs')).toMatchObject({
    ...{ value: null, numerator: 0, denominator: 0, unmeasured: 40, cannotMeasure: ['logs'] },
  });
  expect(await leaked('logs')).toMatchObject({
    value: null,
    numerator: 0,
    denominator: 0,
    unmeasured: 40,
    all: 40,
  });
  for (const list of ['view=leaked', 'detector=leaked&part=denominator', 'callbackReason=leaked'])
    expect([list, (await get<List>(`/api/handoffs?${range}&source=logs&${list}`)).total]).toEqual([list, 0]);
  const { items } = await get<List>(`/api/handoffs?${range}&source=logs&view=called_back&limit=1`);
  expect(items[0]).toMatchObject({ leaked: false });
  expect(items[0]?.callbackReasons).not.toContain('leaked');
  expect((await get<One>(`/api/handoffs/${items[0]?.key}`)).callback?.reasons).not.toContain('leaked');
});

test('of others it is told as it was, and those that cannot say do not move the number', async () => {
  const told = { numerator: 10, denominator: 30 };
  expect(await leakage('desk')).toMatchObject({ ...told, unmeasured: 0, cannotMeasure: [] });
  expect(await leakage()).toMatchObject({ ...told, unmeasured: 40, cannotMeasure: ['logs'] });
  expect(await leaked('desk')).toMatchObject({ ...told, unmeasured: 0 });
  expect((await get<List>(`/api/handoffs?${range}&view=leaked`)).total).toBe(10);
  const { reasons } = await get<Callbacks>(`/api/callbacks?${range}`);
  expect(reasons.find(({ reason }) => reason === 'leaked')?.callbacks).toBe(10);
});

test('the SQL that the page shows leaves them out, too', async () => {
  const { sql: text } = await get<Explanation>(`/api/metrics/explanation?metric=leakage_rate&${range}`);
  const [row] = await app.database.query(sql.raw(text ?? ''));
  expect(row).toMatchObject({ numerator: 10, denominator: 30, unmeasured: 40 });
});

test('from the first that says so on it is told of all of its past, and no longer when that is taken back', async () => {
  const resolved = (revision: number, type: 'handoff.resolved' | 'handoff.accepted') =>
    new EventLog('logs-0', 'logs').add(
      type,
      7,
      { handoff_id: 'logs-0', ...(type === 'handoff.resolved' && { resolution: { outcome: 'resolved' } }) },
      { id: `said-${revision}`, record: 'said', revision: String(revision) },
    ).events;
  const held = app.app.get(HeldFacts, { strict: false });
  const wrong = async () => (await checkHeld(app.database, held)).filter((check) => check.wrong > 0);
  await held.refresh();
  await takeEvents(app, resolved(1, 'handoff.resolved'));
  await held.refresh();
  expect(await leakage('logs')).toMatchObject({
    numerator: 39,
    denominator: 40,
    unmeasured: 0,
    cannotMeasure: [],
  });
  expect(await wrong()).toEqual([]);
  await takeEvents(app, resolved(2, 'handoff.accepted'));
  await held.refresh();
  expect(await leakage('logs')).toMatchObject({ denominator: 0, unmeasured: 40 });
  expect(await wrong()).toEqual([]);
});
