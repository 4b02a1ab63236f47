import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { FollowService } from '../../backend/src/follow/follow.service.js';
import { OrderService } from '../../backend/src/review/order.service.js';
import type { Call, TestApp } from '../support/app.js';
import {
  claim,
  decide,
  first,
  keysOf,
  labelsOf,
  openReview,
  refuse,
  release,
  undo,
} from '../support/review.js';

type Decided = AnswerOf<typeof routes.reviewDecide>;
type Progress = AnswerOf<typeof routes.reviewGet>;
type Batch = AnswerOf<typeof routes.reviewBatch>;
type Preview = AnswerOf<typeof routes.datasetPreview>;

let app: TestApp;
let trainer: Call;
let admin: Call;
let wait: (ms: number) => void;

beforeAll(async () => {
  ({ app, trainer, admin, wait } = await openReview());
});
afterAll(() => app.close());

const progress = async () => (await trainer<Progress>('GET', '/api/review')).body;
const preview = async (more: object = {}) =>
  (
    await trainer<Preview>('POST', '/api/datasets/preview', {
      name: 'Reviewed',
      quality: 'reviewed',
      ...more,
    })
  ).body;

interface Row {
  id: string;
  label: string;
  quality: string;
  decision: string;
}

async function rowsOf(dataset: string): Promise<Row[]> {
  const headers = { authorization: `Bearer ${await app.key('trainer')}` };
  const answer = await fetch(`${app.url}/api/datasets/${dataset}/download?format=jsonl`, { headers });
  return (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

/** Labels that the neighbours of these speak for, as the queue holds them. */
async function optionsOf({ database }: TestApp, handoffs: readonly string[]): Promise<string[][]> {
  const keys = handoffs.map((key) => Buffer.from(key, 'base64url'));
  const rows = await database.query<{ options: [string, number][] }>(sql`
    select evidence -> 'options' as options from review_queue where handoff_key = any(${keys}::bytea[])`);
  return rows.map(({ options }) => options.map(([label]) => label));
}

describe('the queue', () => {
  it('begins with a whole core, and one decision labels all of it', async () => {
    const item = await first(trainer);
    expect(item).toMatchObject({ kind: 'core', labelFrom: 'resolved' });
    expect(item.members.length).toBeGreaterThan(10);
    expect((await preview()).counts.examples).toBe(0);
    const decided = await decide(trainer, item.id, { verdict: 'accept' });
    expect(decided).toMatchObject({
      label: item.label,
      handoffs: item.members.length,
      open: 0,
      applied: true,
    });
    expect(await labelsOf(app)).toHaveLength(item.members.length);
    const { counts } = await preview();
    expect(counts.labels.map(({ label }) => label)).toEqual([item.label]);
    const undone = await trainer<Decided>('DELETE', `/api/review/decisions/${decided.decision}`);
    expect(undone.body).toMatchObject({ undone: true, open: item.members.length });
    expect(await labelsOf(app)).toEqual([]);
    const again = await first(trainer);
    expect(again.id).toBe(item.id);
    await decide(trainer, again.id, { verdict: 'accept' });
  });

  it('says what is left, what was decided and how cores were kept', async () => {
    const found = await progress();
    expect(found.left.core).toBeGreaterThan(0);
    expect(found.decided).toMatchObject({ decisions: 1, relabelled: 0, rejected: 0 });
    expect(found.byKind).toEqual([{ kind: 'core', decisions: 1, examples: found.decided.accepted }]);
    expect(found.cores).toMatchObject({ kept: found.decided.accepted, of: found.decided.accepted });
    expect(found.asOf).not.toBeNull();
  });
});

describe('two reviewers at once', () => {
  it('never get the same example, whoever asks how often', async () => {
    const ask = (count: number) =>
      Promise.all([trainer, admin, trainer, admin].map((by) => claim(by, { count })));
    // One each to begin with: whoever asks for twelve first may take all that there is.
    const claims = [...(await ask(1)), ...(await ask(12))];
    const byPerson = [0, 1].map((person) =>
      claims.filter((_, i) => i % 2 === person).flatMap(({ items }) => items.flatMap(keysOf)),
    );
    const [mine, others] = byPerson.map((keys) => new Set(keys)) as [Set<string>, Set<string>];
    expect(mine.size).toBeGreaterThan(0);
    expect(others.size).toBeGreaterThan(0);
    expect([...mine].filter((key) => others.has(key))).toEqual([]);
    for (const by of [trainer, admin])
      for (const { id } of (await claim(by, { count: 50 })).items) await release(by, id);
  });

  it('are told apart: nobody decides what somebody else holds, or decides twice', async () => {
    const item = await first(trainer);
    expect(await refuse(admin, item.id, { verdict: 'accept' })).toMatchObject({
      status: 409,
      reason: 'not_held',
    });
    const decided = await decide(trainer, item.id, { verdict: 'accept' });
    expect(await refuse(trainer, item.id, { verdict: 'accept' })).toMatchObject({
      status: 409,
      reason: 'decided',
    });
    expect((await undo(admin, decided.decision)).status).toBe(403);
    expect((await undo(trainer, decided.decision)).status).toBe(200);
    await release(trainer, item.id);
  });

  it('lose what they let lie for a quarter of an hour to whoever asks next', async () => {
    const mine = await first(trainer);
    wait(16 * 60_000);
    const theirs = await first(admin, { gap: mine.gap.id, kinds: [mine.kind] });
    expect(keysOf(theirs)).toEqual(keysOf(mine));
    expect(await refuse(trainer, mine.id, { verdict: 'accept' })).toMatchObject({
      status: 409,
      reason: 'lost',
    });
    await decide(admin, theirs.id, { verdict: 'accept' });
  });

  it('are told when somebody moved an example on the page of its gap meanwhile', async () => {
    const item = await first(trainer, { kinds: ['core', 'edge'] });
    const [key = ''] = keysOf(item);
    await admin('POST', `/api/gaps/${item.gap.id}/examples`, { handoffs: [key], verdict: 'rejected' });
    const refused = await refuse(trainer, item.id, { verdict: 'accept' });
    expect(refused).toMatchObject({ status: 409, reason: 'decided_elsewhere', members: [key] });
    await release(trainer, item.id);
  });
});

describe('a decision', () => {
  let openingHours: string;

  it('is about the members that were shown and chosen; the rest stays with the reviewer', async () => {
    const item = await first(trainer, { kinds: ['core'] });
    const [one = '', other = '', ...rest] = keysOf(item);
    const relabelled = await decide(trainer, item.id, {
      verdict: 'relabel',
      label: 'ask_opening_hours',
      members: [one, other],
    });
    expect(relabelled).toMatchObject({ handoffs: 2, open: rest.length });
    expect(relabelled.gap).not.toBe(item.gap.id);
    const again = await first(trainer, { kinds: ['core'] });
    expect([again.id, keysOf(again)]).toEqual([item.id, rest]);
    await decide(trainer, item.id, { verdict: 'accept' });
    const known = await labelsOf(app);
    expect(known.filter((row) => row.endsWith(' ask_opening_hours'))).toHaveLength(2);
    // Of its gap alone: the same words may have been accepted elsewhere as something else.
    const { counts } = await preview({ gaps: [relabelled.gap] });
    expect(counts.labels.map(({ label }) => label)).toEqual(['ask_opening_hours']);
    openingHours = relabelled.gap;
  });

  it('to reject leaves examples out of every dataset', async () => {
    const item = await first(trainer);
    const chosen = keysOf(item).slice(0, 1);
    const before = (await preview({ quality: 'any' })).counts.leftOut.rejected;
    const rejected = await decide(trainer, item.id, { verdict: 'reject', members: chosen });
    expect((await preview({ quality: 'any' })).counts.leftOut.rejected).toBe(before + 1);
    await undo(trainer, rejected.decision);
    expect((await preview({ quality: 'any' })).counts.leftOut.rejected).toBe(before);
    await release(trainer, item.id);
  });

  it('is named by the examples of a version, and leads to its entry of the ledger', async () => {
    const { body: built } = await trainer<{ id: string }>('POST', '/api/datasets', {
      name: 'Reviewed',
      quality: 'reviewed',
      gaps: [openingHours],
    });
    const rows = await rowsOf(built.id);
    expect(rows.every(({ quality, decision }) => quality === 'reviewed' && decision)).toBe(true);
    const one = rows.find(({ label }) => label === 'ask_opening_hours') as Row;
    const { body: lineage } = await trainer<{ decision: { type: string } | null }>(
      'GET',
      `/api/datasets/${built.id}/examples/${one.id}`,
    );
    expect(lineage.decision).toMatchObject({ type: 'gap.labelled' });
  });

  it('can be many at once: one that is refused keeps none of the others back', async () => {
    const { items } = await claim(trainer, { count: 3, kinds: ['core', 'edge', 'suspect'] });
    const decisions = items.map(({ id }) => ({ item: id, verdict: 'accept' }));
    const unknown = { item: '00000000-0000-4000-8000-000000000000', verdict: 'accept' };
    const { body } = await trainer<Batch>('POST', '/api/review/decisions', {
      decisions: [unknown, ...decisions],
    });
    expect(body.results[0]?.problem?.code).toBe('not_found');
    expect(body.results.slice(1).every(({ decided }) => decided?.applied)).toBe(true);
    for (const { decided } of body.results) if (decided) await undo(trainer, decided.decision);
    for (const { id } of items) await release(trainer, id);
  });

  it('about some of a core says what the others are not, until it is taken back', async () => {
    const item = await first(trainer, { kinds: ['core'] });
    const [one = '', ...rest] = keysOf(item);
    const asked = async () => {
      const orders = app.app.get(OrderService, { strict: false });
      // The first may have begun before.
      await orders.run();
      await orders.run();
      const options = await optionsOf(app, rest);
      expect(options).toHaveLength(rest.length);
      return options.filter((labels) => labels.includes(item.label)).length;
    };
    expect(await asked()).toBe(rest.length);
    const decided = await decide(trainer, item.id, { verdict: 'accept', members: [one] });
    expect(decided.open).toBe(rest.length);
    await release(trainer, item.id);
    expect(await asked()).toBe(0);
    await undo(trainer, decided.decision);
    await release(trainer, item.id);
    expect(await asked()).toBe(rest.length);
  });

  it('splits out what is no part of the gap; it comes back as a gap of its own', async () => {
    const item = await first(trainer, { kinds: ['core'] });
    const members = keysOf(item).slice(0, 3);
    const split = await decide(trainer, item.id, { verdict: 'split', members });
    const gap = await trainer<{ total: number }>('GET', `/api/gaps/${split.gap}`);
    expect(gap.body.total).toBe(members.length);
    await release(trainer, item.id);
    await undo(trainer, split.decision);
    expect((await trainer('GET', `/api/gaps/${split.gap}`)).status).toBe(404);
  });

  it('gives the same labels after a rebuild', async () => {
    const before = await labelsOf(app);
    await app.app.get(FollowService, { strict: false }).rebuild('gaps');
    expect(await labelsOf(app)).toEqual(before);
  });
});
