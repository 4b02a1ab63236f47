import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RejectedService } from '../../backend/src/connections/rejected.service.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { FollowService } from '../../backend/src/follow/follow.service.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { DeliveryDesk, recordsOf } from '../support/delivery-desk.js';
import { findBytes } from '../support/erasure.js';

type Rejected = AnswerOf<typeof routes.rejectedList>;
type Detail = AnswerOf<typeof routes.sourceGet>;

const desk = new DeliveryDesk();
beforeAll(() => desk.start());
afterAll(() => desk.app.close());

describe('half-broken deliveries', () => {
  let secret: string;
  const event = (id: string, data: object) => ({
    specversion: '1.0',
    id,
    source: 'half',
    type: 'turn.recorded',
    subject: 'c-half',
    time: '2026-03-02T11:00:00Z',
    data,
  });
  const good = (id: string) => event(id, { role: 'customer', text: `Hello ${id}` });
  beforeAll(async () => {
    secret = (await desk.connect('half', 'intercom', { kind: 'standard' })).secret ?? '';
  });

  const chat = (id: string, more: object = {}) => ({
    ...JSON.parse(recordsOf('intercom')[0] ?? ''),
    id,
    ...more,
  });
  const list = async () => (await desk.admin<Rejected>('GET', '/api/sources/half/rejected')).body;

  test('good records are taken, the others kept with the place of what is wrong', async () => {
    const body = JSON.stringify([chat('h-1'), chat('h-2', { created_at: 'soon' }), 7, chat('h-3')]);
    const { status, body: taken } = await desk.deliver('half', 'standard', secret, body);
    expect(status).toBe(200);
    expect(taken).toMatchObject({ records: 4, rejected: 2 });
    expect(taken.events.accepted).toBeGreaterThan(0);
    const { items, total } = await list();
    expect(total).toBe(2);
    expect(items.find(({ pointer }) => pointer === '/created_at')).toMatchObject({
      way: 'webhook',
      format: 'intercom',
      times: 1,
    });
  });

  test('what is no JSON at all is kept too: the vendor would send it again for ever', async () => {
    const { status, body } = await desk.deliver('half', 'standard', secret, '{"id": "h-4", ');
    expect([status, body.rejected]).toEqual([200, 1]);
    const { items } = await list();
    const text = await desk.admin<{ text: string }>('GET', `/api/sources/half/rejected/${items[0]?.id}`);
    expect(text.body.text).toBe('{"id": "h-4", ');
  });

  test('the same broken record is kept once', async () => {
    await desk.deliver('half', 'standard', secret, JSON.stringify([chat('h-2', { created_at: 'soon' })]));
    const { items, total } = await list();
    expect(total).toBe(3);
    expect(items.find(({ pointer }) => pointer === '/created_at')?.times).toBe(2);
  });

  test('the originals are sealed', async () => {
    const [{ sealed } = { sealed: Buffer.alloc(0) }] = await desk.app.database.query<{ sealed: Buffer }>(
      sql`select sealed from rejected_record where source = 'half' limit 1`,
    );
    expect(sealed.length).toBeGreaterThan(0);
    expect(await findBytes(desk.app.database, ['"h-2"'])).toEqual([]);
  });

  test('tried again as they are, they are refused again; thrown away, they are gone and that is on record', async () => {
    const tried = await desk.admin('POST', '/api/sources/half/rejected/retry', {});
    expect(tried.body).toEqual({ taken: 0, rejected: 3, left: 0 });
    const { items } = await list();
    const one = items.slice(0, 1).map(({ id }) => id);
    expect((await desk.admin('POST', '/api/sources/half/rejected/dismiss', { ids: one })).body).toEqual({
      dismissed: 1,
    });
    expect((await list()).total).toBe(2);
  });

  test('who may read may not open, throw away or send', async () => {
    const viewer = await desk.app.withKey('viewer');
    const { items } = await list();
    expect((await viewer('GET', `/api/sources/half/rejected/${items[0]?.id}`)).status).toBe(403);
    expect((await viewer('POST', '/api/sources/half/rejected/dismiss', {})).status).toBe(403);
  });

  test('an import’s refused records can be read once the mapping is right', async () => {
    const name = 'sheet';
    const mapping = { conversation: 'id', time: 'when', zone: 'utc', text: 'said' };
    await desk.admin('POST', '/api/connections', {
      name,
      format: 'csv',
      mapping,
      signature: { kind: 'token', header: 'x-my-token' },
      secret: 'a-token-of-ours',
    });
    const rows = 'id,at,role,said\nc-1,2026-03-02 10:00:00,customer,Where is my bag?\n';
    const { body } = await desk.deliver(name, 'token', 'a-token-of-ours', rows);
    expect(body).toMatchObject({ records: 1, rejected: 1 });
    const changed = await desk.admin('PATCH', `/api/connections/${name}`, {
      mapping: { ...mapping, time: 'at', role: 'role' },
    });
    expect(changed.status).toBe(200);
    const tried = await desk.admin('POST', `/api/sources/${name}/rejected/retry`, {});
    expect(tried.body).toEqual({ taken: 1, rejected: 0, left: 0 });
    expect((await desk.leaves(name)).map((leaf) => leaf.split(' ')[0])).toEqual(
      expect.arrayContaining(['conversation.started', 'turn.recorded']),
    );
  });

  test('after thirty days they are gone', async () => {
    desk.now += 31 * 86_400_000;
    await desk.app.app.get(RejectedService, { strict: false }).purge();
    expect((await list()).total).toBe(0);
    desk.now -= 31 * 86_400_000;
  });

  test('an event that the door refuses makes its record a refused one', async () => {
    const events = await desk.connect('half-events', 'cloudevents', { kind: 'standard' });
    const body = JSON.stringify([good('g-1'), event('g-2', { role: 'nobody' }), good('g-3')]);
    const taken = await desk.deliver('half-events', 'standard', events.secret ?? '', body);
    expect(taken.body).toMatchObject({ records: 3, rejected: 1, events: { accepted: 2, invalid: 0 } });
  });
});

describe('reasons', () => {
  test('what somebody says that a word means holds for what comes from then on', async () => {
    const { secret } = await desk.connect('words', 'chatwoot', { kind: 'chatwoot' });
    const handoff = (id: number) =>
      JSON.stringify({
        event: 'conversation_bot_handoff',
        id,
        account: { id: 1 },
        updated_at: 1_772_449_200 + id,
        reason: 'Fraud-Desk',
      });
    for (const id of [1, 2, 3]) await desk.deliver('words', 'chatwoot', secret ?? '', handoff(id));
    await desk.app.app.get(ScheduleService, { strict: false }).runPipeline();
    const before = (await desk.admin<Detail>('GET', '/api/sources/words')).body;
    expect(before.unknown).toMatchObject({ numerator: 3, denominator: 3 });
    expect(before.unmapped).toMatchObject([{ raw: 'Fraud-Desk', handoffs: 3 }]);
    const trainer = await desk.app.withKey('trainer');
    const changed = await trainer('PATCH', '/api/sources/words/reasons', {
      changes: [{ raw: 'fraud desk', reason: 'policy_rule' }],
    });
    expect(changed.body).toMatchObject({ own: [{ raw: 'fraud desk', reason: 'policy_rule' }] });
    await desk.deliver('words', 'chatwoot', secret ?? '', handoff(4));
    await desk.app.app.get(ScheduleService, { strict: false }).runPipeline();
    const after = (await desk.admin<Detail>('GET', '/api/sources/words')).body;
    expect(after.unknown).toMatchObject({ numerator: 3, denominator: 4 });
    await trainer('PATCH', '/api/sources/words/reasons', { changes: [{ raw: 'FRAUD_DESK', reason: null }] });
    expect((await trainer<{ own: unknown[] }>('GET', '/api/sources/words/reasons')).body.own).toEqual([]);
  });

  test('words that fewer than three handoffs share are counted and not shown', async () => {
    const { secret } = await desk.connect('seldom', 'chatwoot', { kind: 'chatwoot' });
    for (const id of [1, 2]) {
      const body = { event: 'conversation_bot_handoff', id, account: { id: 1 }, updated_at: 1_772_449_200 };
      await desk.deliver(
        'seldom',
        'chatwoot',
        secret ?? '',
        JSON.stringify({ ...body, reason: `says ${id}` }),
      );
    }
    await desk.app.app.get(ScheduleService, { strict: false }).runPipeline();
    const { body } = await desk.admin<Detail>('GET', '/api/sources/seldom');
    expect([body.unmapped, body.seldom]).toEqual([[], 2]);
  });
});

test('an erasure takes the refused records that name the customer, and the words nobody mapped', async () => {
  const { secret } = await desk.connect('erased', 'chatwoot', { kind: 'chatwoot' });
  const contact = { id: 9, email: 'Zorblax@Example.com' };
  const handoff = (id: number) => ({
    event: 'conversation_bot_handoff',
    id,
    account: { id: 2 },
    updated_at: 1_772_449_200,
    meta: { sender: contact },
    reason: 'zorblaxreason',
  });
  await desk.deliver('erased', 'chatwoot', secret ?? '', JSON.stringify(handoff(1)));
  const broken = { ...handoff(2), updated_at: undefined, contact };
  await desk.deliver(
    'erased',
    'chatwoot',
    secret ?? '',
    JSON.stringify({ ...broken, event: 'message_created' }),
  );
  await desk.app.app.get(ScheduleService, { strict: false }).runPipeline();
  expect((await desk.admin<Rejected>('GET', '/api/sources/erased/rejected')).body.total).toBe(1);
  expect((await findBytes(desk.app.database, ['zorblaxreason'])).map((place) => place.split(':')[0])).toEqual(
    ['public.unknown_reason'],
  );
  const subject = { kind: 'customer', id: 'mailto:zorblax@example.com' };
  const erased = await desk.admin('POST', '/api/ledger/erasures', {
    subject,
    ground: 'request',
    reason: 'asked',
  });
  expect(erased.status, JSON.stringify(erased.body)).toBeLessThan(300);
  expect((await desk.admin<Rejected>('GET', '/api/sources/erased/rejected')).body.total).toBe(0);
  expect(await findBytes(desk.app.database, ['zorblaxreason'])).toEqual([]);
});

test('a rebuild of what is derived about sources gives the same', async () => {
  const read = () =>
    desk.app.database.query(
      sql`select source, day, events, last_rx, last_at, lags from source_arrival order by 1, 2`,
    );
  const before = await read();
  expect(before.length).toBeGreaterThan(2);
  await desk.app.app.get(FollowService, { strict: false }).rebuild('sources');
  expect(await read()).toEqual(before);
});
