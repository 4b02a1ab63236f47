import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { FollowService } from '../../backend/src/follow/follow.service.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { escalationLogs } from '../support/escalation-log.js';
import { takeEvents } from '../support/sample-app.js';

type Gaps = AnswerOf<typeof routes.gapList>;
type Gap = AnswerOf<typeof routes.gapGet>;
type Handoff = AnswerOf<typeof routes.handoffGet>;
type Decided = AnswerOf<typeof routes.gapUndo>;
interface Refusal {
  detail: string;
  errors: { pointer: string; message: string }[];
  mergedInto?: string;
}

let app: TestApp;
let trainer: Call;
let sent = 120;

beforeAll(async () => {
  let now = Date.parse('2026-06-01T00:00:00Z');
  app = await startTestApp({ clock: () => ++now });
  trainer = await app.as('trainer');
  await takeEvents(app, escalationLogs(sent).flat());
  await discover();
});
afterAll(() => app.close());

const discover = () => app.app.get(DiscoveryService, { strict: false }).run();
const list = async () => (await trainer<Gaps>('GET', '/api/gaps?includeDismissed=true')).body.gaps;
const get = async (id: string) => (await trainer<Gap>('GET', `/api/gaps/${id}`)).body;
const decide = async (path: string, body: unknown) => {
  const answer = await trainer<Decided>('POST', `/api/gaps/${path}`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const undo = async (gap: string, decision: string | null) =>
  (await trainer<Decided>('DELETE', `/api/gaps/${gap}/decisions/${decision}`)).body;
const keysOf = (gap: Gap, count: number) => gap.examples.slice(0, count).map((one) => one.handoffKey);
const decisionCount = async () =>
  (await app.database.one<{ n: number }>(sql`select count(*) as n from gap_decision`))?.n;

/** Who is in which gap, as text. */
async function members(table = 'gap_member'): Promise<string> {
  const rows = await app.database.query<{ row: string }>(sql`
    select encode(handoff_key, 'hex') || ' ' || gap_id as row
    from ${sql.ident(table)}
    order by 1`);
  return rows.map(({ row }) => row).join('\n');
}
async function grow(): Promise<void> {
  await takeEvents(app, escalationLogs(12, sent).flat());
  sent += 12;
  expect(await discover()).toBe(true);
}
async function expectTheSameAfterRebuild(): Promise<void> {
  const before = await members();
  await app.app.get(FollowService, { strict: false }).rebuild('gaps');
  expect(await members()).toBe(before);
}

describe('a merge', () => {
  it('puts two gaps together for ever, and is taken back', async () => {
    const [one, other] = await list();
    if (!one || !other) throw new Error('two gaps are needed');
    const decided = await decide(`${one.id}/merge`, { into: other.id });
    expect(decided.gaps.map(({ id, total }) => [id, total])).toEqual([[other.id, one.total + other.total]]);
    const refused = await trainer<Refusal>('GET', `/api/gaps/${one.id}`);
    expect(refused).toMatchObject({ status: 404, body: { mergedInto: other.id } });
    await expectTheSameAfterRebuild();
    await grow();
    expect((await list()).map(({ id }) => id)).not.toContain(one.id);
    expect((await get(other.id)).total).toBeGreaterThan(one.total + other.total);
    await expectTheSameAfterRebuild();
    const [made] = (await get(other.id)).decisions;
    expect(made).toMatchObject({ kind: 'merged', gap: one.id, otherGap: other.id, withdrawn: false });
    const undone = await undo(other.id, decided.decision);
    expect(undone.gaps.map(({ id }) => id)).toEqual([one.id, other.id]);
    expect(await members()).toBe(await members('gap_found_member'));
  });

  it('is entered once, however often it is asked for', async () => {
    const [one, other] = await list();
    const into = { into: other?.id };
    const first = await decide(`${one?.id}/merge`, into);
    const count = await decisionCount();
    const again = await decide(`${one?.id}/merge`, into);
    expect(again.decision).toBe(first.decision);
    await undo(other?.id ?? '', first.decision);
    await undo(other?.id ?? '', first.decision);
    expect(await decisionCount()).toBe((count ?? 0) + 1);
  });

  it('of what cannot be merged says why', async () => {
    const [one] = await list();
    const itself = await trainer<Refusal>('POST', `/api/gaps/${one?.id}/merge`, { into: one?.id });
    expect(itself.status).toBe(400);
    expect(itself.body.errors).toEqual([{ pointer: '/into', message: 'a gap cannot be merged with itself' }]);
    const nowhere = await trainer<Refusal>('POST', `/api/gaps/${one?.id}/merge`, { into: 'gnothing1' });
    expect(nowhere.body.errors).toEqual([{ pointer: '/into', message: 'there is no gap gnothing1' }]);
  });
});

describe('a split', () => {
  it('makes a gap that stays, with words of its own, and is taken back', async () => {
    const gap = await get((await list())[0]?.id ?? '');
    const handoffs = keysOf(gap, 6);
    const decided = await decide(`${gap.id}/split`, { handoffs });
    const [left, made] = decided.gaps;
    expect([left?.total, made?.total]).toEqual([gap.total - 6, 6]);
    expect(made?.resolvedIntent?.name).toBe(gap.resolvedIntent?.name);
    expect((await decide(`${gap.id}/split`, { handoffs })).decision).toBe(decided.decision);
    await grow();
    const kept = await get(made?.id ?? '');
    expect(kept.total).toBeGreaterThanOrEqual(6);
    expect(kept.examples.map((one) => one.handoffKey)).toEqual(expect.arrayContaining(handoffs));
    expect(kept.name).not.toBe(kept.id);
    await expectTheSameAfterRebuild();
    const undone = await undo(gap.id, decided.decision);
    expect(undone.gaps.map(({ id }) => id)).toEqual([gap.id]);
    expect((await trainer('GET', `/api/gaps/${made?.id}`)).status).toBe(404);
  });

  it('names the place of every handoff that is not in the gap', async () => {
    const [one, other] = await list();
    const strange = keysOf(await get(other?.id ?? ''), 1);
    const own = keysOf(await get(one?.id ?? ''), 1);
    const { status, body } = await trainer<Refusal>('POST', `/api/gaps/${one?.id}/split`, {
      handoffs: [...own, ...strange, 'AAAAAAAAAAAAAAAAAAAAAA'],
    });
    expect(status).toBe(400);
    expect(body.errors.map(({ pointer }) => pointer)).toEqual(['/handoffs/1', '/handoffs/2']);
  });
});

describe('a move and a judgement', () => {
  it('hold when everything is found anew', async () => {
    const [one, other] = await list();
    const handoffs = keysOf(await get(one?.id ?? ''), 3);
    const moved = await decide(`${other?.id}/members`, { handoffs, from: one?.id });
    expect(moved.gaps.map(({ id, total }) => [id, total])).toEqual([
      [other?.id, (other?.total ?? 0) + 3],
      [one?.id, (one?.total ?? 0) - 3],
    ]);
    const count = await decisionCount();
    await decide(`${other?.id}/members`, { handoffs });
    expect(await decisionCount()).toBe(count);
    await grow();
    expect(keysOf(await get(other?.id ?? ''), 99)).toEqual(expect.arrayContaining(handoffs));
    await expectTheSameAfterRebuild();
    await undo(other?.id ?? '', moved.decision);
    expect(keysOf(await get(other?.id ?? ''), 99)).not.toEqual(expect.arrayContaining(handoffs));
  });

  it('keep rejected examples out, and accepted ones in', async () => {
    const [one] = await list();
    const handoffs = keysOf(await get(one?.id ?? ''), 2);
    const rejected = await decide(`${one?.id}/examples`, { handoffs, verdict: 'rejected' });
    expect(rejected.gaps[0]?.total).toBe((one?.total ?? 0) - 2);
    await grow();
    expect(keysOf(await get(one?.id ?? ''), 99)).not.toEqual(expect.arrayContaining(handoffs));
    const accepted = await decide(`${one?.id}/examples`, { handoffs, verdict: 'accepted' });
    expect(keysOf(await get(one?.id ?? ''), 99)).toEqual(expect.arrayContaining(handoffs));
    await expectTheSameAfterRebuild();
    await undo(one?.id ?? '', accepted.decision);
    await undo(one?.id ?? '', rejected.decision);
  });

  it('of a handoff that nobody knows says where it stands', async () => {
    const [one] = await list();
    const handoffs = ['AAAAAAAAAAAAAAAAAAAAAA'];
    for (const [path, body] of [
      ['members', { handoffs }],
      ['examples', { handoffs, verdict: 'accepted' }],
    ] as const) {
      const answer = await trainer<Refusal>('POST', `/api/gaps/${one?.id}/${path}`, body);
      expect(answer.body.errors).toEqual([
        { pointer: '/handoffs/0', message: 'is no escalation that is known here' },
      ]);
    }
  });
});

describe('taking back', () => {
  it('a name gives the gap the name before it, and taking that back the new one', async () => {
    const [one] = await list();
    const id = one?.id ?? '';
    await trainer('POST', `/api/gaps/${id}/name`, { name: 'First' });
    await trainer('POST', `/api/gaps/${id}/name`, { name: 'Second' });
    const [second] = (await get(id)).decisions;
    const undone = await undo(id, second?.id ?? '');
    expect(undone.gaps[0]?.name).toBe('First');
    await undo(id, undone.decision);
    expect((await get(id)).name).toBe('Second');
  });

  it('needs a decision about this very gap', async () => {
    const [one, other] = await list();
    await trainer('POST', `/api/gaps/${one?.id}/name`, { name: 'Its own' });
    const [made] = (await get(one?.id ?? '')).decisions;
    expect((await trainer('DELETE', `/api/gaps/${other?.id}/decisions/${made?.id}`)).status).toBe(404);
  });

  it('and everything else is for trainers', async () => {
    const viewer = await app.as('viewer');
    const [one] = await list();
    expect((await viewer('POST', `/api/gaps/${one?.id}/merge`, { into: 'gnothing1' })).status).toBe(403);
  });
});

it('what belongs to another gap as well follows that gap, and stays out of one that it was taken out of', async () => {
  const [own, other, third] = await list();
  if (!own || !other || !third) throw new Error('three gaps are needed');
  const [key = ''] = keysOf(await get(own.id), 1);
  // As a run finds it.
  await app.database.query(sql`
    insert into gap_found_also (handoff_key, gap_id, similarity)
    values (${Buffer.from(key, 'base64url')}, ${other.id}, 0.9)
    on conflict do nothing`);
  const alsoIn = async () => {
    const { examples } = await get(own.id);
    const handoff = await trainer<Handoff>('GET', `/api/handoffs/${key}`);
    const shown = examples.find(({ handoffKey }) => handoffKey === key)?.alsoIn.map(({ id }) => id);
    expect(handoff.body.gap?.alsoIn.map(({ id }) => id)).toEqual(shown);
    return shown;
  };
  expect(await alsoIn()).toContain(other.id);
  const merged = await decide(`${other.id}/merge`, { into: third.id });
  expect(await alsoIn()).toContain(third.id);
  expect(await alsoIn()).not.toContain(other.id);
  await decide(`${third.id}/examples`, { handoffs: [key], verdict: 'rejected' });
  expect(await alsoIn()).not.toContain(third.id);
  await undo(other.id, merged.decision);
  expect((await get(other.id)).also).toBeGreaterThan(0);
});
