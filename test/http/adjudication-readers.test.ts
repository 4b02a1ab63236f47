import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { duty } from '../support/duties.js';
import { takeEvents } from '../support/sample-app.js';

type Plan = AnswerOf<typeof routes.planDraw>;
type Result = AnswerOf<typeof routes.planGet>;
type Claim = AnswerOf<typeof routes.planClaim>;
type Handoff = AnswerOf<typeof routes.handoffGet>;
type Fidelity = AnswerOf<typeof routes.fidelityGet>;
type Item = NonNullable<Claim['item']>;

const range = { from: '2026-03-01T00:00:00Z', to: '2026-06-01T00:00:00Z' };
let app: TestApp;
let viewer: Call;
let trainer: Call;
let admin: Call;

beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.parse('2026-06-01T00:00:00Z') });
  [viewer, trainer, admin] = await Promise.all([app.as('viewer'), app.as('trainer'), app.as('admin')]);
  const duties = Array.from({ length: 24 }, (_, no) => ({
    no,
    queue: no % 2 === 0 ? 'billing' : 'claims',
    customer: `customer-${no}`,
    ...(no % 4 === 0 && { result: 'correct' as const }),
  }));
  await takeEvents(app, duties.flatMap(duty));
});
afterAll(() => app.close());

const follow = () => app.app.get(ScheduleService, { strict: false }).runPipeline();
const draw = async (more: object) =>
  (
    await trainer<Plan>('POST', '/api/adjudication/plans', {
      name: 'A plan',
      ...range,
      design: 'stratified',
      seed: 'one',
      size: 10,
      ...more,
    })
  ).body;
const resultOf = async ({ id }: Plan) => (await viewer<Result>('GET', `/api/adjudication/plans/${id}`)).body;
const claim = async (who: Call, { id }: Plan) =>
  (await who<Claim>('POST', `/api/adjudication/plans/${id}/claim`)).body;
const pathOf = ({ id }: Plan, { handoff, action }: Item) =>
  `/api/adjudication/plans/${id}/cases/${handoff}/${action}`;
const judge = (who: Call, plan: Plan, item: Item, result: string) =>
  who('POST', `${pathOf(plan, item)}/judgement`, { result });

/** Reads everything that is left for somebody; gives how many of each pass. */
async function readAll(who: Call, plan: Plan, say: (item: Item) => string): Promise<number[]> {
  const passes = [0, 0];
  for (;;) {
    const { item } = await claim(who, plan);
    if (!item) return passes;
    passes[item.pass - 1] = (passes[item.pass - 1] ?? 0) + 1;
    expect((await judge(who, plan, item, say(item))).status).toBe(204);
  }
}

describe('a second reader', () => {
  it('reads after somebody else, changes no fact, and shows how far readers agree', async () => {
    const plan = await draw({ size: 6, twicePercent: 100, filters: { queue: ['claims'] }, seed: 'two' });
    expect(
      await readAll(trainer, plan, ({ drawNo }) => (drawNo % 2 === 0 ? 'correct' : 'incorrect')),
    ).toEqual([6, 0]);
    await follow();
    const before = (await viewer<Fidelity>('GET', `/api/fidelity?from=${range.from}&to=${range.to}`)).body;
    expect(
      await readAll(admin, plan, ({ drawNo }) =>
        drawNo === 1 || drawNo % 2 === 0 ? 'correct' : 'incorrect',
      ),
    ).toEqual([0, 6]);
    await follow();
    const after = (await viewer<Fidelity>('GET', `/api/fidelity?from=${range.from}&to=${range.to}`)).body;
    expect(after.total).toEqual(before.total);
    const { agreement, twice, disagreements } = await resultOf(plan);
    expect(twice).toEqual({ asked: 6, read: 6 });
    // Five of six agree; by chance half of them would: kappa (5/6 − 1/2) / (1/2).
    expect(agreement?.kappa).toBeCloseTo(2 / 3, 12);
    expect(disagreements).toMatchObject([{ first: 'incorrect', second: 'correct' }]);
    const decisions = await app.admin.database.query<{ pub: object }>(sql`
      select convert_from(entry, 'UTF8')::json -> 'pub' as pub
      from ledger.inbox
      where type = 'judgement.repeated'`);
    expect(decisions).toHaveLength(6);
    expect(decisions[0]?.pub).toEqual({ plan: plan.id, code: 'correct' });
  });

  it('takes a second reading back', async () => {
    const plan = await draw({ size: 2, twicePercent: 100, filters: { queue: ['billing'] }, seed: 'three' });
    await readAll(trainer, plan, () => 'correct');
    const { item } = await claim(admin, plan);
    if (!item) throw new Error('no second reading');
    await judge(admin, plan, item, 'incorrect');
    expect((await resultOf(plan)).twice.read).toBe(1);
    expect((await admin('DELETE', `${pathOf(plan, item)}/judgement`)).status).toBe(204);
    expect((await resultOf(plan)).twice.read).toBe(0);
    expect((await claim(admin, plan)).item).toMatchObject({ pass: 2, drawNo: item.drawNo });
  });
});

describe('the two answers', () => {
  it('are the same, without an interval, once everything was read', async () => {
    await takeEvents(
      app,
      [30, 31, 32, 33].flatMap((no) => duty({ no, queue: 'census' })),
    );
    const plan = await draw({ size: 4, filters: { queue: ['census'] } });
    expect(await resultOf(plan)).toMatchObject({ estimate: null, unread: ['census'], due: 4 });
    await readAll(trainer, plan, ({ drawNo }) => (drawNo === 1 ? 'late' : 'correct'));
    await follow();
    const { estimate, judged, unread, known } = await resultOf(plan);
    expect(unread).toEqual([]);
    expect(known).toEqual({ judged: 0, correct: 0 });
    expect(judged).toMatchObject({ correct: 3, judged: 4, value: 0.75 });
    expect(estimate).toMatchObject({ value: 0.75, interval: { low: 0.75, high: 0.75 }, standardError: 0 });
  });

  it('count what came after the draw, and do not speak of it', async () => {
    await takeEvents(
      app,
      [40, 41].flatMap((no) => duty({ no, queue: 'late-queue' })),
    );
    const drawn = await draw({ size: 2, filters: { queue: ['late-queue'] } });
    await takeEvents(app, duty({ no: 42, queue: 'late-queue' }));
    expect(await resultOf(drawn)).toMatchObject({ due: 2, later: 1 });
  });
});

describe('an erased customer', () => {
  it('leaves an action of which nothing can be told any more', async () => {
    await takeEvents(
      app,
      [50, 51].flatMap((no) => duty({ no, queue: 'gone', customer: `gone-${no}` })),
    );
    const plan = await draw({ size: 2, filters: { queue: ['gone'] } });
    const { item } = await claim(trainer, plan);
    if (!item) throw new Error('nothing to read');
    const { body } = await viewer<Handoff>('GET', `/api/handoffs/${item.handoff}`);
    const erased = await admin('POST', '/api/ledger/erasures', {
      subject: { kind: 'customer', id: body.customer },
      reason: 'They asked',
      reference: 'R-1',
    });
    expect(erased.status).toBeLessThan(300);
    await follow();
    expect((await judge(trainer, plan, item, 'correct')).status).toBe(409);
    expect((await judge(trainer, plan, item, 'unknown')).status).toBe(204);
    expect((await claim(trainer, plan)).item?.drawNo).not.toBe(item.drawNo);
  });
});
