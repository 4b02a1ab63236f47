import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { seededRandom } from '../../backend/src/gaps/engine/random.js';
import type { Call, TestApp } from '../support/app.js';
import { EventLog } from '../support/event-log.js';
import { claim, decide, first, keysOf, labelsOf, openReview, release, undo } from '../support/review.js';
import { takeEvents } from '../support/sample-app.js';

type Agreement = AnswerOf<typeof routes.reviewAgreement>;

let app: TestApp;
let trainer: Call;
let admin: Call;

beforeAll(async () => {
  ({ app, trainer, admin } = await openReview());
});
afterAll(() => app.close());

describe('a second reader', () => {
  it('is shown a share of what was decided, blind, and agreement is told', async () => {
    expect((await trainer('PATCH', '/api/review/settings', { secondShare: 1 })).status).toBe(200);
    const item = await first(trainer, { kinds: ['core', 'edge', 'suspect'] });
    const relabelled = await decide(trainer, item.id, {
      verdict: 'relabel',
      label: 'first_word',
      members: keysOf(item).slice(0, 1),
    });
    await release(trainer, item.id);
    expect((await claim(trainer, { kinds: ['second'] })).items).toEqual([]);
    const second = await first(admin, { kinds: ['second'] });
    expect(second).toMatchObject({ kind: 'second', label: item.label, reasons: ['second_reading'] });
    expect(JSON.stringify(second)).not.toContain('first_word');
    const before = await labelsOf(app);
    const read = await decide(admin, second.id, { verdict: 'accept' });
    expect(await labelsOf(app)).toEqual(before);
    const agreement = (await trainer<Agreement>('GET', '/api/review/agreement')).body;
    expect(agreement).toMatchObject({ pairs: 1, secondShare: 1 });
    expect(agreement.disagreements).toMatchObject([
      { first: { label: 'first_word' }, second: { label: item.label } },
    ]);
    const open = await first(trainer, { kinds: ['disagreement'] });
    expect(open.said.map(({ label }) => label)).toEqual(['first_word', item.label]);
    await decide(trainer, open.id, { verdict: 'accept' });
    expect((await trainer<Agreement>('GET', '/api/review/agreement')).body.disagreements).toEqual([]);
    await undo(trainer, relabelled.decision);
    expect((await trainer<Agreement>('GET', '/api/review/agreement')).body.pairs).toBe(0);
    expect((await undo(admin, read.decision)).body.undone).toBe(true);
    await trainer('PATCH', '/api/review/settings', { secondShare: 0 });
  });
});

describe('any order of claims, answers and undoings', () => {
  it('asks each example once, and leaves nothing behind when all is taken back', async () => {
    const start = await labelsOf(app);
    const random = seededRandom(7);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const made: { by: Call; decision: string }[] = [];
    const answered = new Map<string, string>();
    for (let step = 0; step < 40; step++) {
      const by = pick([trainer, admin]);
      if (made.length > 3 && random() < 0.2) {
        const [last] = made.splice(Math.floor(random() * made.length), 1);
        if (!last) continue;
        expect((await undo(last.by, last.decision)).status).toBe(200);
        for (const [key, decision] of answered) if (decision === last.decision) answered.delete(key);
        continue;
      }
      const [item] = (await claim(by, { kinds: ['core', 'edge'] })).items;
      if (!item) continue;
      const members = keysOf(item)
        .filter(() => random() < 0.6)
        .slice(0, 5);
      if (members.length === 0) continue;
      for (const key of members) expect(answered.has(key), `asked twice: ${key}`).toBe(false);
      const verdict = pick(['accept', 'reject', 'relabel']);
      const body =
        verdict === 'relabel' ? { verdict, label: pick(['a', 'b']), members } : { verdict, members };
      const { decision } = await decide(by, item.id, body);
      for (const key of members) answered.set(key, decision);
      made.push({ by, decision });
    }
    expect(made.length).toBeGreaterThan(10);
    expect((await labelsOf(app)).length).toBe(start.length + answered.size);
    for (const { by, decision } of made.reverse()) await undo(by, decision);
    expect(await labelsOf(app)).toEqual(start);
    const held = await app.database.one<{ twice: number }>(sql`
      select count(*) as twice
      from (
        select handoff_key from review_item_member
        where decision_id is null and not released group by 1 having count(*) > 1) as held`);
    expect(held?.twice).toBe(0);
  });
});

describe('what customers allow', () => {
  const customerOf = async (key: string) =>
    (await admin<AnswerOf<typeof routes.handoffGet>>('GET', `/api/handoffs/${key}`)).body;

  it('holds in the queue: who withdraws consent to training is asked about no more', async () => {
    const item = await first(trainer, { kinds: ['core'] });
    const [key = ''] = keysOf(item);
    const { conversationId, customer } = await customerOf(key);
    const [withdrawal] = new EventLog(conversationId ?? '', 'shop').add('consent.changed', 99_999, {
      scopes: ['transcript'],
      party: 'training',
      ...(customer === null ? {} : { customer: { id: customer } }),
    }).events;
    await takeEvents(app, [{ ...withdrawal, id: `withdrawal-${conversationId}` }]);
    const again = await first(trainer, { kinds: ['core'] });
    expect(again.id).toBe(item.id);
    expect(keysOf(again)).not.toContain(key);
    expect(JSON.stringify((await claim(trainer, { count: 50 })).items)).not.toContain(key);
    for (const { id } of (await claim(trainer, { count: 50 })).items) await release(trainer, id);
  });

  it('and words that are erased are shown no more, while labels stay', async () => {
    const item = await first(trainer, { kinds: ['core'] });
    const decided = await decide(trainer, item.id, { verdict: 'accept' });
    const [key = ''] = keysOf(item);
    const before = await labelsOf(app);
    const { conversationId } = await customerOf(key);
    const erased = await admin('POST', '/api/ledger/erasures', {
      subject: { kind: 'customer', id: `k-${conversationId?.slice(2)}` },
    });
    expect(erased.status, JSON.stringify(erased.body)).toBe(201);
    expect(await labelsOf(app)).toEqual(before);
    const undone = await undo(trainer, decided.decision);
    expect(undone.body.open).toBe(item.members.length);
    const again = await first(trainer, { kinds: ['core'] });
    expect(again.id).toBe(item.id);
    expect(keysOf(again)).not.toContain(key);
  });
});
