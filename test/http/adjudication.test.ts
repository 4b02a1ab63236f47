import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { duty } from '../support/duties.js';
import { EventLog, minute } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';

type Plan = AnswerOf<typeof routes.planDraw>;
type Result = AnswerOf<typeof routes.planGet>;
type Claim = AnswerOf<typeof routes.planClaim>;
type Case = AnswerOf<typeof routes.caseGet>;
type Fidelity = AnswerOf<typeof routes.fidelityGet>;
type Handoff = AnswerOf<typeof routes.handoffGet>;
type Item = NonNullable<Claim['item']>;

const range = { from: '2026-03-01T00:00:00Z', to: '2026-06-01T00:00:00Z' };
const spec = { name: 'March', ...range, design: 'stratified', by: 'queue', size: 12, seed: 'seven' };
let now = Date.parse('2026-06-01T00:00:00Z');
let app: TestApp;
let viewer: Call;
let trainer: Call;
let admin: Call;

beforeAll(async () => {
  app = await startTestApp({ clock: () => now });
  [viewer, trainer, admin] = await Promise.all([app.as('viewer'), app.as('trainer'), app.as('admin')]);
  const queue = (no: number) => (no % 3 === 0 ? 'claims' : 'billing');
  const duties = Array.from({ length: 60 }, (_, no) => ({
    no,
    queue: queue(no),
    ...(no % 3 === 1 && { result: 'correct' as const }),
  }));
  await takeEvents(app, duties.flatMap(duty));
});
afterAll(() => app.close());

const follow = () => app.app.get(ScheduleService, { strict: false }).runPipeline();
const draw = async (more: object = {}) =>
  (await trainer<Plan>('POST', '/api/adjudication/plans', { ...spec, ...more })).body;
const resultOf = async ({ id }: Plan) => (await viewer<Result>('GET', `/api/adjudication/plans/${id}`)).body;
const claim = async (who: Call, { id }: Plan) =>
  (await who<Claim>('POST', `/api/adjudication/plans/${id}/claim`)).body;
const pathOf = ({ id }: Plan, { handoff, action }: Item) =>
  `/api/adjudication/plans/${id}/cases/${handoff}/${action}`;
const judge = (who: Call, plan: Plan, item: Item, result: string, cause?: string) =>
  who('POST', `${pathOf(plan, item)}/judgement`, { result, cause });
const withdraw = (who: Call, plan: Plan, item: Item) => who('DELETE', `${pathOf(plan, item)}/judgement`);
const fidelity = async () =>
  (await viewer<Fidelity>('GET', `/api/fidelity?from=${range.from}&to=${range.to}`)).body;
const handoffOf = async ({ handoff }: Item) =>
  (await viewer<Handoff>('GET', `/api/handoffs/${handoff}`)).body;

async function itemFor(who: Call, plan: Plan): Promise<Item> {
  const { item } = await claim(who, plan);
  if (!item) throw new Error('nothing left');
  return item;
}

async function drawnKeys({ id }: Plan): Promise<string[]> {
  const rows = await app.database.query<{ key: string }>(sql`
    select encode(action_key, 'hex') as key
    from review_unit
    where plan_id = ${id} and draw_no is not null
    order by draw_no`);
  return rows.map(({ key }) => key);
}

describe('fidelity', () => {
  it('counts what the metric counts, with its coverage', async () => {
    const { total, rows, evidence } = await fidelity();
    expect(total).toMatchObject({ due: 60, micro: { judged: 20, correct: 20, value: 1 } });
    expect(rows.map(({ key, due, micro }) => [key, due, micro.judged])).toEqual([
      ['billing', 40, 20],
      ['claims', 20, 0],
    ]);
    expect(evidence).toMatchObject([{ key: 'system', judged: 20, share: 1 }]);
    const query = `from=${range.from}&to=${range.to}`;
    for (const [metric, numerator, denominator] of [
      ['fidelity', 20, 20],
      ['fidelity_coverage', 20, 60],
    ]) {
      const { body } = await viewer('GET', `/api/metrics/headline?metric=${metric}&${query}`);
      expect(body).toMatchObject({ numerator, denominator });
    }
  });
});

describe('a plan', () => {
  it('says before the draw what it would hold', async () => {
    const { body } = await trainer('POST', '/api/adjudication/preview', spec);
    expect(body).toMatchObject({
      due: 60,
      known: { judged: 20, correct: 20 },
      drawn: 12,
      strata: [
        { label: 'billing', population: 20, drawn: 6 },
        { label: 'claims', population: 20, drawn: 6 },
      ],
    });
  });

  it('draws the same sample from the same facts, and another with another seed', async () => {
    const [one, again, other] = [await draw(), await draw(), await draw({ seed: 'eight' })];
    expect(await drawnKeys(again)).toEqual(await drawnKeys(one));
    expect(again.digest).toBe(one.digest);
    expect(await drawnKeys(other)).not.toEqual(await drawnKeys(one));
    expect(other.digest).toBe(one.digest);
  });

  it('keeps the probability of every unit; what was judged is certain', async () => {
    const plan = await draw();
    const [sums] = await app.database.query<{ open: number; certain: number }>(sql`
      select sum(probability) filter (where stratum_no > 0)::float8 as open,
        sum(probability) filter (where stratum_no = 0)::float8 as certain
      from review_unit
      where plan_id = ${plan.id}`);
    expect(sums).toEqual({ open: expect.closeTo(12, 9), certain: 20 });
  });

  it('is a decision in the ledger', async () => {
    const plan = await draw();
    const rows = await app.admin.database.query<{ pub: object }>(sql`
      select convert_from(entry, 'UTF8')::json -> 'pub' as pub
      from ledger.inbox
      where type = 'plan.drawn'`);
    expect(rows.map(({ pub }) => pub)).toContainEqual({ plan: plan.id, digest: plan.digest, examples: 12 });
  });

  it('is refused where nothing is left to draw from', async () => {
    const filters = { queue: ['nowhere'] };
    expect((await trainer('POST', '/api/adjudication/plans', { ...spec, filters })).status).toBe(409);
  });
});

describe('the queue', () => {
  it('gives each item to one person, and the same one again to who holds it', async () => {
    const plan = await draw();
    const [mine, theirs] = await Promise.all([itemFor(trainer, plan), itemFor(admin, plan)]);
    expect(theirs.drawNo).not.toBe(mine.drawNo);
    expect((await itemFor(trainer, plan)).drawNo).toBe(mine.drawNo);
    expect((await judge(admin, plan, mine, 'correct')).status).toBe(409);
  });

  it('gives an item to somebody else once the lease is over', async () => {
    const plan = await draw();
    const { drawNo } = await itemFor(trainer, plan);
    now += 16 * 60_000;
    expect((await itemFor(admin, plan)).drawNo).toBe(drawNo);
    expect((await claim(trainer, plan)).item?.drawNo).not.toBe(drawNo);
  });

  it('shows the case without what was said of the action, and records the look', async () => {
    const plan = await draw();
    const item = await itemFor(trainer, plan);
    const { body, status } = await trainer<Case>('GET', pathOf(plan, item));
    expect(status).toBe(200);
    expect(body.judged.description).toMatch(/^Pay back number/);
    expect(body.turns.map(({ role }) => role)).toEqual(['customer', 'human']);
    expect(body.steps.map(({ type }) => type)).not.toContain('action.recorded');
    expect(body).not.toHaveProperty('sentence');
    await follow();
    const log = await (await app.as('auditor'))<{ total: number }>(
      'GET',
      `/api/ledger/access?kind=handoff&key=${item.handoff}`,
    );
    expect(log.body.total).toBeGreaterThan(0);
    expect((await admin('GET', pathOf(plan, item))).status).toBe(409);
  });

  it('withholds words that consent does not cover', async () => {
    const plan = await draw();
    const item = await itemFor(trainer, plan);
    const { conversationId } = (await trainer<Case>('GET', pathOf(plan, item))).body;
    const refusal = new EventLog(conversationId ?? '', 'desk').add(
      'consent.changed',
      9000,
      { scopes: [] },
      { id: `consent-${item.drawNo}` },
    );
    await takeEvents(app, refusal.events);
    const { body } = await trainer<Case>('GET', pathOf(plan, item));
    expect(body.turns.every(({ text }) => text === null)).toBe(true);
    expect(body.judged.description).toBeNull();
    expect(body.withheld.length).toBeGreaterThan(0);
  });
});

describe('a judgement', () => {
  it('is a fact, and takes the data no further', async () => {
    const plan = await draw();
    const before = await fidelity();
    const item = await itemFor(trainer, plan);
    expect((await judge(trainer, plan, item, 'incorrect', 'agent_error')).status).toBe(204);
    expect((await judge(trainer, plan, item, 'correct')).status).toBe(409);
    await follow();
    const { requiredActions, relay } = await handoffOf(item);
    expect(requiredActions).toMatchObject([
      { result: 'incorrect', cause: 'agent_error', evidence: 'reviewer' },
    ]);
    expect(relay.firstActionAt).toBeNull();
    const after = await fidelity();
    expect(after.watermark).toBe(before.watermark);
    expect(after.total.micro.judged).toBe(before.total.micro.judged + 1);
    expect(after.evidence.map(({ key }) => key)).toContain('reviewer');
    expect(after.causes).toContainEqual({ key: 'agent_error', incorrect: 1, omitted: 0, late: 0 });
  });

  it('has a cause only where something went wrong', async () => {
    const plan = await draw();
    const item = await itemFor(trainer, plan);
    expect((await judge(trainer, plan, item, 'correct', 'agent_error')).status).toBe(400);
  });

  it('can be taken back by who gave it, and is then held again', async () => {
    const plan = await draw();
    const item = await itemFor(trainer, plan);
    await judge(trainer, plan, item, 'omitted');
    expect((await withdraw(admin, plan, item)).status).toBe(409);
    expect((await trainer<Case>('GET', pathOf(plan, item))).body.mine).toMatchObject({ result: 'omitted' });
    expect((await withdraw(trainer, plan, item)).status).toBe(204);
    await follow();
    expect((await handoffOf(item)).requiredActions).toMatchObject([{ result: null, evidence: null }]);
    expect((await itemFor(trainer, plan)).drawNo).toBe(item.drawNo);
    expect((await judge(trainer, plan, item, 'late')).status).toBe(204);
  });

  it('gives way to a system that speaks later, and the estimate follows', async () => {
    const plan = await draw();
    const item = await itemFor(trainer, plan);
    await judge(trainer, plan, item, 'incorrect');
    const { id, conversationId } = await handoffOf(item);
    const action_id = id?.replace(/-h$/, '-a') ?? '';
    const at = (now - minute(0)) / 60_000 + 1;
    const later = new EventLog(conversationId ?? '', 'desk').add(
      'action.recorded',
      at,
      { handoff_id: id ?? '', action_id, result: 'correct', evidence: 'system' },
      { id: `late-${action_id}` },
    );
    await follow();
    const before = await resultOf(plan);
    expect(before.strata.reduce((sum, { read }) => sum + read, 0)).toBe(1);
    await takeEvents(app, later.events);
    expect((await handoffOf(item)).requiredActions).toMatchObject([
      { result: 'correct', evidence: 'system' },
    ]);
    const after = await resultOf(plan);
    expect(after.strata.reduce((sum, { read }) => sum + read, 0)).toBe(0);
    expect(after.known).toEqual({ judged: before.known.judged + 1, correct: before.known.correct + 1 });
  });
});
