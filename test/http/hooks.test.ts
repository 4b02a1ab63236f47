import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HookService } from '../../backend/src/connections/hook.service.js';
import { RejectedService } from '../../backend/src/connections/rejected.service.js';
import type { Signature } from '../../backend/src/contract/connections.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { FollowService } from '../../backend/src/follow/follow.service.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { findBytes } from '../support/erasure.js';
import { signDelivery } from '../support/sign-delivery.js';
import { sampleOf } from '../support/vendor-samples.js';

type Made = AnswerOf<typeof routes.connectionCreate>;
type Taken = AnswerOf<typeof routes.hookReceive>;
type Rejected = AnswerOf<typeof routes.rejectedList>;
type Detail = AnswerOf<typeof routes.sourceGet>;

let app: TestApp;
let admin: Call;
let now = Date.parse('2026-03-02T12:00:00Z');
beforeAll(async () => {
  app = await startTestApp({ clock: () => now, config: { publicUrl: 'https://baton.example' } });
  admin = await app.withKey('admin');
});
afterAll(() => app.close());

async function connect(name: string, format: string, signature: Signature, secret?: string): Promise<Made> {
  const body = { name, format, signature, ...(secret ? { secret } : {}) };
  const answer = await admin<Made>('POST', '/api/connections', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}

interface Sent {
  status: number;
  body: Taken & { code?: string };
}

async function post(
  name: string,
  query: string,
  headers: Record<string, string>,
  body: string,
): Promise<Sent> {
  const address = `${app.url}/api/hooks/${encodeURIComponent(name)}${query}`;
  const response = await fetch(address, { method: 'POST', headers, body });
  return { status: response.status, body: (await response.json()) as Sent['body'] };
}

function deliver(
  name: string,
  kind: Signature['kind'],
  secret: string,
  body: string,
  at = now,
): Promise<Sent> {
  const url = `https://baton.example/api/hooks/${encodeURIComponent(name)}`;
  const { headers, query } = signDelivery({ kind, secret, body, at, url });
  return post(name, query, headers, body);
}

const recordsOf = (format: string) => sampleOf(format).split('\n');
const leaves = async (source: string) =>
  (
    await app.database.query<{ event_id: string; type: string }>(sql`
      select event_id, type from ledger.inbox where source = ${source} order by event_id`)
  ).map(({ event_id, type }) => `${type} ${event_id}`);

const vendors: { name: string; format: string; signature: Signature }[] = [
  { name: 'flex', format: 'twilio', signature: { kind: 'twilio' } },
  { name: 'sunshine/eu', format: 'sunshine', signature: { kind: 'sunshine' } },
  { name: 'zendesk', format: 'zendesk-audits', signature: { kind: 'zendesk' } },
  { name: 'intercom', format: 'intercom', signature: { kind: 'intercom' } },
  { name: 'chatwoot', format: 'chatwoot', signature: { kind: 'chatwoot' } },
  { name: 'rasa', format: 'rasa', signature: { kind: 'standard' } },
  { name: 'genesys', format: 'genesys', signature: { kind: 'token', header: 'x-my-token' } },
  { name: 'connect', format: 'amazon-connect', signature: { kind: 'stripe', header: 'stripe-signature' } },
  {
    name: 'bots',
    format: 'bot-framework',
    signature: {
      kind: 'hmac',
      header: 'x-hub-signature-256',
      algorithm: 'sha256',
      encoding: 'hex',
      prefix: 'sha256=',
    },
  },
];

describe.each(vendors)('$format, signed as $signature.kind', ({ name, format, signature }) => {
  const { kind } = signature;
  let made: Made;
  let first: string;
  beforeAll(async () => {
    made = await connect(name, format, signature);
    [first = ''] = recordsOf(format);
  });

  test('record by record it says what the whole log says', async () => {
    expect(made.hook).toBe(`https://baton.example/api/hooks/${encodeURIComponent(name)}`);
    for (const record of recordsOf(format)) {
      const { status, body } = await deliver(name, kind, made.secret ?? '', record);
      expect(status, JSON.stringify(body)).toBe(200);
      expect(body).toMatchObject({ repeated: false, records: 1, rejected: 0 });
      expect(body.events).toMatchObject({ duplicate: 0, conflict: 0, invalid: 0 });
    }
    const whole = `whole/${name}`;
    const other = await connect(whole, format, signature);
    const { body } = await deliver(whole, kind, other.secret ?? '', `[${recordsOf(format).join(',')}]`);
    expect(body.events).toMatchObject({ conflict: 0, invalid: 0 });
    expect(await leaves(name)).toEqual(await leaves(whole));
    expect((await leaves(name)).length).toBeGreaterThan(3);
  });

  test('a delivery that comes again changes nothing and is answered well', async () => {
    const before = await leaves(name);
    const { status, body } = await deliver(name, kind, made.secret ?? '', first);
    expect([status, body.repeated]).toEqual([200, true]);
    expect(await leaves(name)).toEqual(before);
  });

  test('without the right signature nothing is taken, and nothing is said', async () => {
    const before = await leaves(name);
    const other = `${first.slice(0, -1)},"x":1}`;
    const refusals = [
      await deliver(name, kind, 'another secret', other),
      await post(name, '', { 'content-type': 'application/json' }, other),
      await deliver('nobody', kind, made.secret ?? '', other),
    ];
    for (const { status, body } of refusals) {
      expect(status).toBe(401);
      expect(Object.keys(body).sort()).toEqual(['code', 'instance', 'status', 'title', 'type']);
      expect(body.code).toBe('not_authentic');
    }
    expect(await leaves(name)).toEqual(before);
  });
});

test('a Twilio form, as TaskRouter’s own webhook posts it', async () => {
  const signature: Signature = { kind: 'twilio', url: 'https://edge.example/twilio' };
  const { secret } = await connect('taskrouter', 'twilio', signature);
  const fields = new URLSearchParams({
    EventType: 'task.created',
    TaskSid: 'WT1',
    TaskAttributes: '{"conversation_id":"c-1"}',
    Timestamp: '1772452800',
    WorkspaceSid: 'WS1',
    Sid: 'EV1',
  });
  const { createHmac } = await import('node:crypto');
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => key + value);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': createHmac('sha1', secret ?? '')
      .update(`https://edge.example/twilio${sorted.join('')}`)
      .digest('base64'),
  };
  const { status, body } = await post('taskrouter', '', headers, fields.toString());
  expect([status, body.events.accepted]).toEqual([200, 2]);
});

describe('what is signed', () => {
  let secret: string;
  const record = (id: string) => JSON.stringify({ ...JSON.parse(recordsOf('intercom')[0] ?? ''), id });
  beforeAll(async () => {
    secret = (await connect('desk', 'intercom', { kind: 'standard' })).secret ?? '';
  });

  test('too long ago is refused as if it were not signed', async () => {
    expect((await deliver('desk', 'standard', secret, record('old'), now - 301_000)).status).toBe(401);
    expect((await deliver('desk', 'standard', secret, record('old'), now - 299_000)).status).toBe(200);
  });

  test('with the secret before the change is good for as long as was said', async () => {
    const before = secret;
    const changed = await admin<Made>('POST', '/api/connections/desk/secret', { oldForHours: 2 });
    secret = changed.body.secret ?? '';
    expect(secret).not.toBe(before);
    expect(changed.body.oldSecretUntil).toBe(new Date(now + 7_200_000).toISOString());
    expect((await deliver('desk', 'standard', before, record('rotated-1'))).status).toBe(200);
    expect((await deliver('desk', 'standard', secret, record('rotated-2'))).status).toBe(200);
    now += 7_200_000;
    expect((await deliver('desk', 'standard', before, record('rotated-3'))).status).toBe(401);
    expect((await deliver('desk', 'standard', secret, record('rotated-4'))).status).toBe(200);
  });

  test('for a paused source is to be sent again later', async () => {
    await admin('PATCH', '/api/connections/desk', { paused: true });
    expect((await deliver('desk', 'standard', secret, record('paused'))).status).toBe(503);
    await admin('PATCH', '/api/connections/desk', { paused: false });
    expect((await deliver('desk', 'standard', secret, record('paused'))).body.repeated).toBe(false);
  });

  test('and is too large is refused, whether it says how large it is or not', async () => {
    const body = `{"id":"${'x'.repeat(6 << 20)}"}`;
    expect((await deliver('desk', 'standard', secret, body)).status).toBe(413);
    const status = await new Promise<number | undefined>((done, fail) => {
      const sending = request(`${app.url}/api/hooks/desk`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
      });
      sending.on('response', (response) => {
        response.resume();
        done(response.statusCode);
      });
      sending.on('error', fail);
      sending.end(body);
    });
    expect(status).toBe(413);
  });

  test('keeps no secret readable anywhere', async () => {
    expect(await findBytes(app.database, [secret.slice(6).toLowerCase()])).toEqual([]);
    const list = await admin('GET', '/api/connections');
    expect(JSON.stringify(list.body)).not.toContain(secret.slice(6));
  });
});

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
    secret = (await connect('half', 'intercom', { kind: 'standard' })).secret ?? '';
  });

  const chat = (id: string, more: object = {}) => ({
    ...JSON.parse(recordsOf('intercom')[0] ?? ''),
    id,
    ...more,
  });
  const list = async () => (await admin<Rejected>('GET', '/api/sources/half/rejected')).body;

  test('good records are taken, the others kept with the place of what is wrong', async () => {
    const body = JSON.stringify([chat('h-1'), chat('h-2', { created_at: 'soon' }), 7, chat('h-3')]);
    const { status, body: taken } = await deliver('half', 'standard', secret, body);
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
    const { status, body } = await deliver('half', 'standard', secret, '{"id": "h-4", ');
    expect([status, body.rejected]).toEqual([200, 1]);
    const { items } = await list();
    const text = await admin<{ text: string }>('GET', `/api/sources/half/rejected/${items[0]?.id}`);
    expect(text.body.text).toBe('{"id": "h-4", ');
  });

  test('the same broken record is kept once', async () => {
    await deliver('half', 'standard', secret, JSON.stringify([chat('h-2', { created_at: 'soon' })]));
    const { items, total } = await list();
    expect(total).toBe(3);
    expect(items.find(({ pointer }) => pointer === '/created_at')?.times).toBe(2);
  });

  test('the originals are sealed', async () => {
    const [{ sealed } = { sealed: Buffer.alloc(0) }] = await app.database.query<{ sealed: Buffer }>(
      sql`select sealed from rejected_record where source = 'half' limit 1`,
    );
    expect(sealed.length).toBeGreaterThan(0);
    expect(await findBytes(app.database, ['"h-2"'])).toEqual([]);
  });

  test('tried again as they are, they are refused again; thrown away, they are gone and that is on record', async () => {
    const tried = await admin('POST', '/api/sources/half/rejected/retry', {});
    expect(tried.body).toEqual({ taken: 0, rejected: 3, left: 0 });
    const { items } = await list();
    const one = items.slice(0, 1).map(({ id }) => id);
    expect((await admin('POST', '/api/sources/half/rejected/dismiss', { ids: one })).body).toEqual({
      dismissed: 1,
    });
    expect((await list()).total).toBe(2);
  });

  test('who may read may not open, throw away or send', async () => {
    const viewer = await app.withKey('viewer');
    const { items } = await list();
    expect((await viewer('GET', `/api/sources/half/rejected/${items[0]?.id}`)).status).toBe(403);
    expect((await viewer('POST', '/api/sources/half/rejected/dismiss', {})).status).toBe(403);
  });

  test('an import’s refused records can be read once the mapping is right', async () => {
    const name = 'sheet';
    const mapping = { conversation: 'id', time: 'when', zone: 'utc', text: 'said' };
    await admin('POST', '/api/connections', {
      name,
      format: 'csv',
      mapping,
      signature: { kind: 'token', header: 'x-my-token' },
      secret: 'a-token-of-ours',
    });
    const rows = 'id,at,role,said\nc-1,2026-03-02 10:00:00,customer,Where is my bag?\n';
    const { body } = await deliver(name, 'token', 'a-token-of-ours', rows);
    expect(body).toMatchObject({ records: 1, rejected: 1 });
    const changed = await admin('PATCH', `/api/connections/${name}`, {
      mapping: { ...mapping, time: 'at', role: 'role' },
    });
    expect(changed.status).toBe(200);
    const tried = await admin('POST', `/api/sources/${name}/rejected/retry`, {});
    expect(tried.body).toEqual({ taken: 1, rejected: 0, left: 0 });
    expect((await leaves(name)).map((leaf) => leaf.split(' ')[0])).toEqual(
      expect.arrayContaining(['conversation.started', 'turn.recorded']),
    );
  });

  test('after thirty days they are gone', async () => {
    now += 31 * 86_400_000;
    await app.app.get(RejectedService, { strict: false }).purge();
    expect((await list()).total).toBe(0);
    now -= 31 * 86_400_000;
  });

  test('an event that the door refuses makes its record a refused one', async () => {
    const events = await connect('half-events', 'cloudevents', { kind: 'standard' });
    const body = JSON.stringify([good('g-1'), event('g-2', { role: 'nobody' }), good('g-3')]);
    const taken = await deliver('half-events', 'standard', events.secret ?? '', body);
    expect(taken.body).toMatchObject({ records: 3, rejected: 1, events: { accepted: 2, invalid: 1 } });
  });
});

describe('a crash after the events and before the answer', () => {
  test('loses nothing: what comes again is taken once', async () => {
    const { secret } = await connect('crash', 'chatwoot', { kind: 'chatwoot' });
    const [first = '', second = ''] = recordsOf('chatwoot');
    const key = secret ?? '';
    await app.admin.database.pool.query(`
      create function refuse() returns trigger language plpgsql as $$ begin raise exception 'crashed'; end $$;
      create trigger refuse before insert on hook_memory for each row execute function refuse()`);
    expect((await deliver('crash', 'chatwoot', key, first)).status).toBe(500);
    const kept = await leaves('crash');
    expect(kept.length).toBeGreaterThan(0);
    await app.admin.database.pool.query('drop trigger refuse on hook_memory; drop function refuse');
    const again = await deliver('crash', 'chatwoot', key, first);
    expect(again.body).toMatchObject({ repeated: false, events: { accepted: 0, conflict: 0 } });
    await deliver('crash', 'chatwoot', key, second);
    expect((await leaves('crash')).filter((leaf) => leaf.startsWith('conversation.started'))).toHaveLength(1);
  });

  test('many at once are each taken once', async () => {
    const { secret } = await connect('crowd', 'chatwoot', { kind: 'chatwoot' });
    const all = recordsOf('chatwoot');
    const answers = await Promise.all(
      [...all, ...all, ...all].map((record) => deliver('crowd', 'chatwoot', secret ?? '', record)),
    );
    expect(answers.map(({ status }) => status).every((status) => status === 200)).toBe(true);
    expect(answers.every(({ body }) => body.events.conflict === 0)).toBe(true);
    const started = (await leaves('crowd')).filter((leaf) => leaf.startsWith('conversation.started'));
    const names = new Set(
      (await leaves('chatwoot')).filter((leaf) => leaf.startsWith('conversation.started')),
    );
    expect(started).toHaveLength(names.size);
  });
});

describe('reasons', () => {
  test('what somebody says that a word means holds for what comes from then on', async () => {
    const { secret } = await connect('words', 'chatwoot', { kind: 'chatwoot' });
    const handoff = (id: number) =>
      JSON.stringify({
        event: 'conversation_bot_handoff',
        id,
        account: { id: 1 },
        updated_at: 1_772_449_200 + id,
        reason: 'Fraud-Desk',
      });
    for (const id of [1, 2, 3]) await deliver('words', 'chatwoot', secret ?? '', handoff(id));
    await app.app.get(ScheduleService, { strict: false }).runPipeline();
    const before = (await admin<Detail>('GET', '/api/sources/words')).body;
    expect(before.unknown).toMatchObject({ numerator: 3, denominator: 3 });
    expect(before.unmapped).toMatchObject([{ raw: 'Fraud-Desk', handoffs: 3 }]);
    const trainer = await app.withKey('trainer');
    const changed = await trainer('PATCH', '/api/sources/words/reasons', {
      changes: [{ raw: 'fraud desk', reason: 'policy_rule' }],
    });
    expect(changed.body).toMatchObject({ own: [{ raw: 'fraud desk', reason: 'policy_rule' }] });
    await deliver('words', 'chatwoot', secret ?? '', handoff(4));
    await app.app.get(ScheduleService, { strict: false }).runPipeline();
    const after = (await admin<Detail>('GET', '/api/sources/words')).body;
    expect(after.unknown).toMatchObject({ numerator: 3, denominator: 4 });
    await trainer('PATCH', '/api/sources/words/reasons', { changes: [{ raw: 'FRAUD_DESK', reason: null }] });
    expect((await trainer<{ own: unknown[] }>('GET', '/api/sources/words/reasons')).body.own).toEqual([]);
  });

  test('words that fewer than three handoffs share are counted and not shown', async () => {
    const { secret } = await connect('seldom', 'chatwoot', { kind: 'chatwoot' });
    for (const id of [1, 2]) {
      const body = { event: 'conversation_bot_handoff', id, account: { id: 1 }, updated_at: 1_772_449_200 };
      await deliver('seldom', 'chatwoot', secret ?? '', JSON.stringify({ ...body, reason: `says ${id}` }));
    }
    await app.app.get(ScheduleService, { strict: false }).runPipeline();
    const { body } = await admin<Detail>('GET', '/api/sources/seldom');
    expect([body.unmapped, body.seldom]).toEqual([[], 2]);
  });
});

test('an erasure takes the refused records that name the customer, and the words nobody mapped', async () => {
  const { secret } = await connect('erased', 'chatwoot', { kind: 'chatwoot' });
  const contact = { id: 9, email: 'Zorblax@Example.com' };
  const handoff = (id: number) => ({
    event: 'conversation_bot_handoff',
    id,
    account: { id: 2 },
    updated_at: 1_772_449_200,
    meta: { sender: contact },
    reason: 'zorblaxreason',
  });
  await deliver('erased', 'chatwoot', secret ?? '', JSON.stringify(handoff(1)));
  const broken = { ...handoff(2), updated_at: undefined, contact };
  await deliver('erased', 'chatwoot', secret ?? '', JSON.stringify({ ...broken, event: 'message_created' }));
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
  expect((await admin<Rejected>('GET', '/api/sources/erased/rejected')).body.total).toBe(1);
  expect((await findBytes(app.database, ['zorblaxreason'])).map((place) => place.split(':')[0])).toEqual([
    'public.unknown_reason',
  ]);
  const subject = { kind: 'customer', id: 'mailto:zorblax@example.com' };
  const erased = await admin('POST', '/api/ledger/erasures', { subject, ground: 'request', reason: 'asked' });
  expect(erased.status, JSON.stringify(erased.body)).toBeLessThan(300);
  expect((await admin<Rejected>('GET', '/api/sources/erased/rejected')).body.total).toBe(0);
  expect(await findBytes(app.database, ['zorblaxreason'])).toEqual([]);
});

test('deliveries are forgotten when they cannot come again, and ids of events see to the rest', async () => {
  const { secret } = await connect('later', 'intercom', { kind: 'intercom' });
  const [record = ''] = recordsOf('intercom');
  await deliver('later', 'intercom', secret ?? '', record);
  now += 8 * 86_400_000;
  await app.app.get(HookService, { strict: false }).purge();
  const { body } = await deliver('later', 'intercom', secret ?? '', record);
  expect(body).toMatchObject({ repeated: false, events: { accepted: 0, conflict: 0 } });
  expect(body.events.duplicate).toBeGreaterThan(0);
  now -= 8 * 86_400_000;
});

test('a rebuild of what is derived about sources gives the same', async () => {
  const read = () =>
    app.database.query(
      sql`select source, day, events, last_rx, last_at, lags from source_arrival order by 1, 2`,
    );
  const before = await read();
  expect(before.length).toBeGreaterThan(5);
  await app.app.get(FollowService, { strict: false }).rebuild('sources');
  expect(await read()).toEqual(before);
});
