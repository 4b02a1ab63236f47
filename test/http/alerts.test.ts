import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EvaluateService } from '../../backend/src/alerts/evaluate.service.js';
import { RuleService } from '../../backend/src/alerts/rule.service.js';
import type { AnswerOf, BodyInput } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { DecisionsStore } from '../../backend/src/ledger/decisions.store.js';
import { BucketService } from '../../backend/src/metrics/bucket.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { generateFacts } from '../support/generate-facts.js';

type Rule = AnswerOf<typeof routes.alertRuleCreate>;
type Rules = AnswerOf<typeof routes.alertRuleList>;
type Alerts = AnswerOf<typeof routes.alertList>;
type Preview = AnswerOf<typeof routes.alertRulePreview>;
type Condition = BodyInput<typeof routes.alertRuleCreate>['condition'];

const minute = 60_000;
const day = 86_400_000;
const from = new Date('2026-03-02T00:00:00Z');
const end = from.getTime() + 60 * day;
let now = end;
let service: TestApp;
let admin: Call;
let evaluate: () => Promise<void>;
beforeAll(async () => {
  service = await startTestApp({ clock: () => now });
  admin = await service.as('admin');
  await generateFacts(service.database, { episodes: 6_000, from, days: 60 });
  await service.app.get(BucketService, { strict: false }).runOnce();
  const evaluation = service.app.get(EvaluateService, { strict: false });
  evaluate = () => evaluation.runDue();
});
afterAll(() => service.close());

async function make(condition: Condition, also: object = {}): Promise<Rule> {
  const { status, body } = await admin<Rule>('POST', '/api/alerts/rules', { condition, ...also });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}
const ruleOf = async (id: string) =>
  (await admin<Rules>('GET', '/api/alerts/rules')).body.find((rule) => rule.id === id);
const alertsOf = async (id: string) =>
  (await admin<Alerts>('GET', '/api/alerts')).body.filter(({ ruleId }) => ruleId === id);
const remove = (id: string) => admin('DELETE', `/api/alerts/rules/${id}`);
const windowsOf = (id: string) =>
  service.database.query<{ end_at: Date }>(sql`select end_at from alert_window where rule_id = ${id}`);
const decisionsOf = async (id: string) => {
  const types = ['alert.raised', 'alert.resolved', 'alert.rule_changed'] as const;
  const all = await service.app.get(DecisionsStore, { strict: false }).all(types);
  return all.filter(({ pub }) => pub.alert_rule === id);
};

const high: Condition = { kind: 'metric', metric: 'escalation_rate', is: 'above', than: 0.01, window: 1440 };

describe('a rule', () => {
  test('fires, is told in the ledger, and is over when it is not so any more', async () => {
    const { id, sentence, state, windows } = await make(high, { severity: 'critical' });
    expect(sentence).toBe('Alert when the escalation rate in the last 24 hours is above 1 %.');
    // The windows before it was made are shown and raise nothing.
    expect(state).toBe('new');
    expect(windows).toHaveLength(40);
    expect(windows.every(({ value }) => value !== null && value > 0.1)).toBe(true);
    await evaluate();
    expect(await ruleOf(id)).toMatchObject({ state: 'firing', last: { verdict: 'breach' } });
    const [alert] = await alertsOf(id);
    expect(alert).toMatchObject({ ruleId: id, sentence, severity: 'critical', resolvedAt: null });
    const firing = await admin('GET', '/api/alerts/firing');
    expect(firing.body).toEqual({ firing: 1, critical: 1 });

    // What it says is the same number that everybody else is shown.
    const range = { from: new Date(end - day).toISOString(), to: new Date(end).toISOString() };
    const headline = await admin<{ value: number; denominator: number }>(
      'GET',
      `/api/metrics/headline?metric=escalation_rate&${new URLSearchParams(range)}`,
    );
    expect(alert?.reading).toMatchObject({ value: headline.body.value, rows: headline.body.denominator });

    await admin('PATCH', `/api/alerts/rules/${id}`, { condition: { ...high, than: 0.99 } });
    expect((await alertsOf(id))[0]).toMatchObject({
      cause: 'changed',
      resolvedAt: new Date(now).toISOString(),
    });
    await evaluate();
    expect(await ruleOf(id)).toMatchObject({ state: 'ok' });
    const told = (await decisionsOf(id)).map(({ type, pub }) => [type, pub.code]);
    expect(told).toEqual([
      ['alert.rule_changed', 'created'],
      ['alert.raised', 'critical'],
      ['alert.resolved', 'changed'],
      ['alert.rule_changed', 'changed'],
    ]);
    await remove(id);
  });

  test('is looked at once per window, however many look at it', async () => {
    const { id } = await make(high);
    await Promise.all([evaluate(), evaluate(), evaluate(), evaluate()]);
    await evaluate();
    expect(await windowsOf(id)).toHaveLength(41);
    now = end + 3 * 60 * minute;
    await Promise.all([evaluate(), evaluate(), evaluate()]);
    now = end;
    expect(await windowsOf(id)).toHaveLength(44);
    expect(await alertsOf(id)).toHaveLength(1);
    await remove(id);
    expect((await alertsOf(id))[0]).toMatchObject({ cause: 'removed' });
  });

  test('that is paused is over and not looked at', async () => {
    const { id } = await make(high);
    await evaluate();
    await admin('PATCH', `/api/alerts/rules/${id}`, { paused: true });
    expect((await alertsOf(id))[0]).toMatchObject({ cause: 'paused' });
    const before = (await windowsOf(id)).length;
    now = end + 60 * minute;
    await evaluate();
    expect(await windowsOf(id)).toHaveLength(before);
    await admin('PATCH', `/api/alerts/rules/${id}`, { paused: false });
    now = end + 2 * 60 * minute;
    await evaluate();
    expect(await ruleOf(id)).toMatchObject({ state: 'firing', paused: false });
    now = end;
    await remove(id);
  });

  test('cannot tell with too few rows, nor while the facts are behind', async () => {
    const few = await make({ ...high, leastRows: 1_000_000 });
    const behind = await make(high);
    await evaluate();
    expect(await ruleOf(few.id)).toMatchObject({ state: 'unknown', last: { why: 'too_few' } });
    // An event that nobody has followed yet: its window waits, and after ten minutes nobody can tell.
    await service.admin.database.query(sql`update follower set watermark_at = ${new Date(end)}`);
    await service.admin.database.query(sql`update follower set cursor = -1 where name = 'episodes'`);
    now = end + 60 * minute;
    await evaluate();
    expect(await windowsOf(behind.id)).toHaveLength(41);
    now = end + 71 * minute;
    await evaluate();
    expect(await ruleOf(behind.id)).toMatchObject({
      state: 'firing',
      last: { verdict: 'unknown', why: 'behind' },
    });
    await service.admin.database.query(sql`update follower set cursor = 0 where name = 'episodes'`);
    now = end;
    await Promise.all([few.id, behind.id].map(remove));
  });
});

describe('a preview', () => {
  const preview = async (condition: Condition, also: object = {}) => {
    const { status, body } = await admin<Preview>('POST', '/api/alerts/rules/preview', {
      condition,
      ...also,
    });
    expect(status, JSON.stringify(body)).toBe(200);
    return body;
  };

  test('is what the rule would have found: the same windows, one by one', async () => {
    const condition: Condition = {
      ...{ kind: 'metric', metric: 'escalation_rate', is: 'above', than: 0.33, window: 360 },
      filters: { channel: ['web'] },
    };
    const whole = await preview(condition, { raiseAfter: 2 });
    expect(whole.windows).toBe(30 * 24);
    expect(whole.firings.length).toBeGreaterThan(1);
    const { id, windows } = await make(condition, { raiseAfter: 2 });
    await evaluate();
    const known = new Map(whole.values.map(({ end: at, value }) => [at, value]));
    const shared = windows.filter(({ end: at }) => known.has(at));
    expect(shared.length).toBeGreaterThan(10);
    for (const { end: at, value } of shared) expect(value).toBe(known.get(at));
    expect((await ruleOf(id))?.last).toEqual(whole.last);
    await remove(id);
  });

  test.each<Condition>([
    { kind: 'metric', metric: 'time_to_action', is: 'above', than: 900, window: 60, leastRows: 1 },
    { kind: 'metric', metric: 'callback_rate', is: 'rises', than: 0.2, window: 10_080, judged: 'bound' },
    {
      kind: 'metric',
      metric: 'fidelity',
      is: 'below',
      than: 0.7,
      window: 1440,
      filters: { queue: ['billing', 'vip'] },
    },
    { kind: 'metric', metric: 'handoffs', is: 'falls', than: 0.5, window: 15 },
    { kind: 'silence', source: 'chat', minutes: 60 },
    { kind: 'unusual_silence', source: 'voice', expected: 5, zone: 'Asia/Kathmandu' },
    { kind: 'waiting', atLeast: 3, minutes: 30, filters: { queue: ['billing'] } },
  ])('is given for %j', async (condition) => {
    const { windows, unknown, values } = await preview(condition);
    expect(windows).toBeGreaterThan(29);
    expect(unknown).toBeLessThan(windows);
    expect(values.length).toBeGreaterThan(29);
    expect(values.filter(({ value }) => value !== null).length).toBeGreaterThan(20);
  });

  test('of the rate of those who come back ends where their seven days are over', async () => {
    const { last } = await preview({
      kind: 'metric',
      metric: 'callback_rate',
      is: 'above',
      than: 0.5,
      window: 1440,
    });
    const range = {
      from: new Date(end - 8 * day).toISOString(),
      to: new Date(end - 7 * day).toISOString(),
    };
    const headline = await admin<{ value: number; denominator: number; immature: number }>(
      'GET',
      `/api/metrics/headline?metric=callback_rate&${new URLSearchParams(range)}`,
    );
    expect(headline.body.immature).toBe(0);
    expect(last).toMatchObject({ value: headline.body.value, rows: headline.body.denominator });
  });

  test('of who waits agrees with the list of who waits now', async () => {
    const { last } = await preview({
      kind: 'waiting',
      atLeast: 1,
      minutes: 1,
      filters: { source: ['chat', 'voice'] },
    });
    const [row] = await service.database.query<{ waiting: number }>(sql`
      select count(*) as waiting
      from handoff
      where to_kind = 'human' and taken_at is null and failed_at is null and ended_at is null
        and source in ('chat', 'voice') and initiated_at <= ${new Date(end - minute)}`);
    expect(row?.waiting).toBeGreaterThan(10);
    expect(last?.value).toBe(row?.waiting);
  });
});

test('who waits is counted at every minute as it was then', async () => {
  const rules = service.app.get(RuleService, { strict: false });
  const at = end - 3 * day;
  now = at;
  const { last } = await rules.preview({
    condition: { kind: 'waiting', atLeast: 1, minutes: 10, filters: {} },
    raiseAfter: 1,
    resolveAfter: 1,
  });
  now = end;
  const [row] = await service.database.query<{ waiting: number }>(sql`
    select count(*) as waiting
    from handoff
    where to_kind = 'human' and not times_assumed and initiated_at + interval '10 minutes' <= ${new Date(at)}
      and coalesce(taken_at, 'infinity') > ${new Date(at)} and coalesce(failed_at, 'infinity') > ${new Date(at)}
      and coalesce(ended_at, 'infinity') > ${new Date(at)}`);
  expect(last?.value).toBe(row?.waiting);
});

test('only who may make rules makes them, and channels must exist', async () => {
  const body = { condition: high };
  expect((await (await service.as('viewer'))('POST', '/api/alerts/rules', body)).status).toBe(403);
  expect((await (await service.as('trainer'))('POST', '/api/alerts/rules', body)).status).toBe(201);
  expect((await admin('POST', '/api/alerts/rules', { ...body, channels: ['none'] })).status).toBe(422);
  expect((await admin('PATCH', '/api/alerts/rules/none', { paused: true })).status).toBe(404);
  const { body: rules } = await admin<Rules>('GET', '/api/alerts/rules');
  for (const { id } of rules) expect((await remove(id)).status).toBe(204);
});
