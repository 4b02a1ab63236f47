import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { MeasureService } from '../../backend/src/improvements/measure.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { takeEvents } from '../support/sample-app.js';
import {
  releaseOf,
  week,
  weeklyEscalations,
  weeksAfter,
  weeksBefore,
} from '../support/weekly-escalations.js';

type Gaps = AnswerOf<typeof routes.gapList>;
type Summary = AnswerOf<typeof routes.improvementPropose>;
type Improvement = AnswerOf<typeof routes.improvementGet>;
type Loop = AnswerOf<typeof routes.loopHealth>;
type Effects = AnswerOf<typeof routes.releaseEffects>;
interface Refusal {
  detail: string;
}

let app: TestApp;
let trainer: Call;
let admin: Call;
let gaps: Gaps['gaps'];

beforeAll(async () => {
  app = await startTestApp();
  trainer = await app.as('trainer');
  admin = await app.as('admin');
  await takeEvents(app, [...weeklyEscalations()]);
  await app.app.get(DiscoveryService, { strict: false }).run();
  gaps = (await trainer<Gaps>('GET', '/api/gaps')).body.gaps;
});
afterAll(() => app.close());

const gapOf = (need: string) => gaps.find((gap) => gap.resolvedIntent?.name === need)?.id ?? '';
const measure = () => app.app.get(MeasureService, { strict: false }).runOnce();
const get = async (id: string) => (await trainer<Improvement>('GET', `/api/improvements/${id}`)).body;
async function propose(body: object): Promise<Summary> {
  const answer = await trainer<Summary>('POST', '/api/improvements', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}
const entries = async (type: string) =>
  (await app.database.one<{ n: number }>(sql`select count(*) as n from ledger.inbox where type = ${type}`))
    ?.n;

describe('a change to the bot', () => {
  let id: string;
  let controls = 0;

  it('is proposed for a gap, under a name of its own', async () => {
    const proposed = await propose({
      gap: gapOf('refund'),
      kind: 'training_phrases',
      title: 'Teach it refunds',
      label: 'refunds',
    });
    id = proposed.id;
    expect(proposed).toMatchObject({ status: 'proposed', release: null, effect: null, unapproved: false });
    const twice = await trainer<Refusal>('POST', '/api/improvements', {
      gap: gapOf('parcel'),
      kind: 'knowledge',
      title: 'Another',
      label: 'refunds',
    });
    expect(twice.status).toBe(409);
    const unknown = await trainer<Refusal>('POST', '/api/improvements', {
      gap: 'gaaaaaaaaaa',
      kind: 'knowledge',
      title: 'Nothing',
    });
    expect(unknown.status).toBe(404);
    const without = {
      gap: gapOf('parcel'),
      kind: 'knowledge',
      title: 'No such dataset',
      dataset: 'd0000000000',
    };
    expect((await trainer('POST', '/api/improvements', without)).status).toBe(404);
  });

  it('is approved by another person, of a role that may', async () => {
    expect((await trainer('POST', `/api/improvements/${id}/approval`, {})).status).toBe(403);
    const own = await admin<Summary>('POST', '/api/improvements', {
      gap: gapOf('parcel'),
      kind: 'knowledge',
      title: 'Where parcels are',
    });
    const refused = await admin<Refusal>('POST', `/api/improvements/${own.body.id}/approval`, {});
    expect(refused.status).toBe(403);
    expect(refused.body.detail).toMatch(/cannot approve/);
    // Whoever proposed it may have made the key.
    const key = await app.withKey('admin');
    const byKey = await key<Refusal>('POST', `/api/improvements/${own.body.id}/approval`, {});
    expect([byKey.status, byKey.body.detail]).toEqual([403, expect.stringContaining('not by a key')]);
    const approved = await admin<Summary>('POST', `/api/improvements/${id}/approval`, { note: 'Go' });
    expect(approved.body).toMatchObject({ status: 'approved' });
    expect((await admin('POST', `/api/improvements/${id}/approval`, {})).status).toBe(200);
    expect(await entries('improvement.approved')).toBe(1);
    const withdrawn = await trainer<Summary>('POST', `/api/improvements/${own.body.id}/withdrawal`, {});
    expect(withdrawn.body.status).toBe('withdrawn');
    expect((await admin('POST', `/api/improvements/${own.body.id}/approval`, {})).status).toBe(409);
  });

  it('is released by what a release of the bot names, and its effect is measured and entered once', async () => {
    await takeEvents(app, [releaseOf('r-2', '2', weeksBefore * week, ['refunds'])]);
    expect(await measure()).toBe(1);
    expect(await measure()).toBe(0);
    const found = await get(id);
    expect(found).toMatchObject({
      status: 'verified',
      release: { bot: 'ada', version: '2' },
      effect: { verdict: 'improved', weeks: { before: weeksBefore - 1, after: weeksAfter - 1 } },
    });
    controls = found.effect?.controls ?? 0;
    expect(controls).toBeGreaterThan(4);
    expect(found.effect?.ratio).toBeCloseTo(0.25, 1);
    expect(found.effect?.interval?.high).toBeLessThan(1);
    expect(found.effect?.avoided?.value).toBeCloseTo(6 * (weeksAfter - 1), -1);
    expect(await entries('improvement.measured')).toBe(1);
    expect((await trainer<Gaps>('GET', '/api/gaps?status=verified')).body.gaps.map((gap) => gap.id)).toEqual([
      gapOf('refund'),
    ]);
  });

  it('is drawn week by week beside what the other gaps let expect, with its guards', async () => {
    const { course, guards, history } = await get(id);
    const before = course.filter(({ week: w }) => w < 0);
    expect(before.map(({ count }) => count)).toEqual(Array.from({ length: weeksBefore - 1 }, () => 8));
    for (const { expected } of course) expect(expected).toBeCloseTo(8, 5);
    expect(course.at(-1)).toMatchObject({ week: weeksAfter - 2, count: 2 });
    expect(guards.map(({ metric }) => metric)).toContain('callback_rate');
    expect(history.map(({ step }) => step)).toEqual(['proposed', 'approved']);
  });

  it('that changed nothing is not called an effect, and says when it will be known', async () => {
    const { id: other } = await propose({
      gap: gapOf('tariff'),
      kind: 'new_intent',
      title: 'Tariffs',
      aimed: 0.35,
    });
    expect(
      (await trainer('POST', `/api/improvements/${other}/release`, { bot: 'ada', version: '2' })).status,
    ).toBe(409);
    await admin('POST', `/api/improvements/${other}/approval`, {});
    const unknown = await trainer<Refusal>('POST', `/api/improvements/${other}/release`, {
      bot: 'ada',
      version: '9',
    });
    expect(unknown.status).toBe(422);
    const said = await trainer<Summary>('POST', `/api/improvements/${other}/release`, {
      bot: 'ada',
      version: '2',
    });
    expect(said.body).toMatchObject({ status: 'measuring', unapproved: true });
    expect(said.body.effect?.verdict).toBe('too_early');
    expect(Date.parse(said.body.effect?.knownAt ?? '')).toBeGreaterThan(
      Date.parse(said.body.release?.at ?? ''),
    );
    // What was released for a gap is no control for another.
    expect((await get(id)).effect?.controls).toBe(controls - 1);
  });

  it('is judged with its whole release, by its gaps and by the escalation rate', async () => {
    const { body } = await trainer<Effects>('GET', '/api/releases/effects');
    const [bot] = body.bots;
    expect(bot?.bot).toBe('ada');
    expect(bot?.releases).toHaveLength(1);
    const [own] = bot?.releases ?? [];
    expect(own).toMatchObject({ versions: ['2'], improvements: 2 });
    // Two gaps of eight a week, of which one fell to two.
    expect(own?.gaps).toMatchObject({ measured: 2 });
    expect(own?.gaps?.ratio).toBeCloseTo(10 / 16, 1);
    // Every conversation of these is handed over: there is nothing that the whole rate could show.
    expect(own?.rate?.since).toBeGreaterThan(0.95);
    expect(own?.rate?.verdict).toBe('too_early');
    expect(bot?.all).toMatchObject({ improvements: 2 });
  });

  it('counts in how well the loop turns', async () => {
    const { body } = await trainer<Loop>('GET', '/api/loop');
    expect(body.gaps).toMatchObject({ open: gaps.length, proposed: 2, released: 2, verified: 1 });
    expect(body.outcomes).toEqual({ verified: 1, noEffect: 0, regressed: 0, measuring: 1 });
    expect(body.avoided.escalations).toBeGreaterThan(30);
    expect(body.months.filter(({ rate }) => rate !== null).length).toBeGreaterThan(5);
  });

  it('keeps no word of whoever is erased', async () => {
    const account = await app.database.one<{ id: string }>(
      sql`select id from account where role = 'trainer'`,
    );
    const erased = await admin('POST', '/api/ledger/erasures', {
      subject: { kind: 'actor', id: account?.id },
    });
    expect(erased.status).toBe(201);
    const found = await get(id);
    expect(found.title).toBe('(erased)');
    expect(found.history[0]?.by).toBe('(erased)');
    expect(found.status).toBe('verified');
  });
});
