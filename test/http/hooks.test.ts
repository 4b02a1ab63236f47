import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HookService } from '../../backend/src/connections/hook.service.js';
import type { Signature } from '../../backend/src/contract/connections.js';
import { DeliveryDesk, type Made, recordsOf } from '../support/delivery-desk.js';
import { findBytes } from '../support/erasure.js';

const desk = new DeliveryDesk();
beforeAll(() => desk.start());
afterAll(() => desk.app.close());

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
    made = await desk.connect(name, format, signature);
    [first = ''] = recordsOf(format);
  });

  test('record by record it says what the whole log says', async () => {
    expect(made.hook).toBe(`https://baton.example/api/hooks/${encodeURIComponent(name)}`);
    for (const record of recordsOf(format)) {
      const { status, body } = await desk.deliver(name, kind, made.secret ?? '', record);
      expect(status, JSON.stringify(body)).toBe(200);
      expect(body).toMatchObject({ repeated: false, records: 1, rejected: 0 });
      expect(body.events).toMatchObject({ duplicate: 0, conflict: 0, invalid: 0 });
    }
    const whole = `whole/${name}`;
    const other = await desk.connect(whole, format, signature);
    const { body } = await desk.deliver(whole, kind, other.secret ?? '', `[${recordsOf(format).join(',')}]`);
    expect(body.events).toMatchObject({ conflict: 0, invalid: 0 });
    expect(await desk.leaves(name)).toEqual(await desk.leaves(whole));
    expect((await desk.leaves(name)).length).toBeGreaterThan(3);
  });

  test('a delivery that comes again changes nothing and is answered well', async () => {
    const before = await desk.leaves(name);
    const { status, body } = await desk.deliver(name, kind, made.secret ?? '', first);
    expect([status, body.repeated]).toEqual([200, true]);
    expect(await desk.leaves(name)).toEqual(before);
  });

  test('without the right signature nothing is taken, and it is not said what is wrong', async () => {
    const before = await desk.leaves(name);
    const other = `${first.slice(0, -1)},"x":1}`;
    const refusals = [
      await desk.deliver(name, kind, 'another secret', other),
      await desk.post(name, '', { 'content-type': 'application/json' }, other),
      await desk.deliver('nobody', kind, made.secret ?? '', other),
    ];
    for (const { status, body } of refusals) {
      expect(status).toBe(401);
      expect(body.code).toBe('not_authentic');
      expect({ ...body, instance: '' }).toEqual({ ...refusals[0]?.body, instance: '' });
    }
    expect(await desk.leaves(name)).toEqual(before);
  });
});

test('a Twilio form, as TaskRouter’s own webhook posts it', async () => {
  const signature: Signature = { kind: 'twilio', url: 'https://edge.example/twilio' };
  const { secret } = await desk.connect('taskrouter', 'twilio', signature);
  const fields = new URLSearchParams({
    EventType: 'task.created',
    TaskSid: 'WT1',
    TaskAttributes: '{"conversation_id":"c-1"}',
    Timestamp: '1772452800',
    WorkspaceSid: 'WS1',
    Sid: 'EV1',
  });
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => key + value);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': createHmac('sha1', secret ?? '')
      .update(`https://edge.example/twilio${sorted.join('')}`)
      .digest('base64'),
  };
  const { status, body } = await desk.post('taskrouter', '', headers, fields.toString());
  expect([status, body.events.accepted]).toEqual([200, 2]);
});

describe('what is signed', () => {
  let secret: string;
  const record = (id: string) => JSON.stringify({ ...JSON.parse(recordsOf('intercom')[0] ?? ''), id });
  beforeAll(async () => {
    secret = (await desk.connect('desk', 'intercom', { kind: 'standard' })).secret ?? '';
  });

  test('too long ago is refused as if it were not signed', async () => {
    expect((await desk.deliver('desk', 'standard', secret, record('old'), desk.now - 301_000)).status).toBe(
      401,
    );
    expect((await desk.deliver('desk', 'standard', secret, record('old'), desk.now - 299_000)).status).toBe(
      200,
    );
  });

  test('with the secret before the change is good for as long as was said', async () => {
    const before = secret;
    const changed = await desk.admin<Made>('POST', '/api/connections/desk/secret', { oldForHours: 2 });
    secret = changed.body.secret ?? '';
    expect(secret).not.toBe(before);
    expect(changed.body.oldSecretUntil).toBe(new Date(desk.now + 7_200_000).toISOString());
    expect((await desk.deliver('desk', 'standard', before, record('rotated-1'))).status).toBe(200);
    expect((await desk.deliver('desk', 'standard', secret, record('rotated-2'))).status).toBe(200);
    desk.now += 7_200_000;
    expect((await desk.deliver('desk', 'standard', before, record('rotated-3'))).status).toBe(401);
    expect((await desk.deliver('desk', 'standard', secret, record('rotated-4'))).status).toBe(200);
  });

  test('for a paused source is to be sent again later', async () => {
    await desk.admin('PATCH', '/api/connections/desk', { paused: true });
    expect((await desk.deliver('desk', 'standard', secret, record('paused'))).status).toBe(503);
    await desk.admin('PATCH', '/api/connections/desk', { paused: false });
    expect((await desk.deliver('desk', 'standard', secret, record('paused'))).body.repeated).toBe(false);
  });

  test('and is too large is refused, whether it says how large it is or not', async () => {
    const body = `{"id":"${'x'.repeat(6 << 20)}"}`;
    expect((await desk.deliver('desk', 'standard', secret, body)).status).toBe(413);
    const status = await new Promise<number | undefined>((done, fail) => {
      const sending = request(`${desk.app.url}/api/hooks/desk`, {
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
    expect(await findBytes(desk.app.database, [secret.slice(6).toLowerCase()])).toEqual([]);
    const list = await desk.admin('GET', '/api/connections');
    expect(JSON.stringify(list.body)).not.toContain(secret.slice(6));
  });
});

describe('a crash', () => {
  const crashAt = (table: string) =>
    desk.app.admin.database.pool.query(`
      create function refuse() returns trigger language plpgsql as $$ begin raise exception 'crashed'; end $$;
      create trigger refuse before insert on ${table} for each row execute function refuse()`);
  const goOn = () => desk.app.admin.database.pool.query('drop function refuse() cascade');
  const startedIn = async (name: string) =>
    (await desk.leaves(name)).filter((leaf) => leaf.startsWith('conversation.started'));

  test('before what later records must know is kept, keeps no event either: what comes again is new', async () => {
    const { secret } = await desk.connect('crash/early', 'chatwoot', { kind: 'chatwoot' });
    const [first = '', second = ''] = recordsOf('chatwoot');
    const key = secret ?? '';
    await crashAt('hook_memory');
    expect((await desk.deliver('crash/early', 'chatwoot', key, first)).status).toBe(500);
    expect(await desk.leaves('crash/early')).toEqual([]);
    await goOn();
    const again = await desk.deliver('crash/early', 'chatwoot', key, first);
    expect(again.body).toMatchObject({ repeated: false, events: { duplicate: 0, conflict: 0 } });
    expect(again.body.events.accepted).toBeGreaterThan(0);
    await desk.deliver('crash/early', 'chatwoot', key, second);
    expect(await startedIn('crash/early')).toHaveLength(1);
  });

  test('after the events and before the answer loses nothing: what comes again is taken once', async () => {
    const { secret } = await desk.connect('crash/late', 'chatwoot', { kind: 'chatwoot' });
    const [first = '', second = ''] = recordsOf('chatwoot');
    const key = secret ?? '';
    await crashAt('hook_delivery');
    expect((await desk.deliver('crash/late', 'chatwoot', key, first)).status).toBe(500);
    const kept = await desk.leaves('crash/late');
    expect(kept.length).toBeGreaterThan(0);
    await goOn();
    const again = await desk.deliver('crash/late', 'chatwoot', key, first);
    expect(again.body).toMatchObject({ repeated: false, events: { accepted: 0, conflict: 0 } });
    await desk.deliver('crash/late', 'chatwoot', key, second);
    expect(await startedIn('crash/late')).toHaveLength(1);
  });

  test('many at once are each taken once', async () => {
    const { secret } = await desk.connect('crowd', 'chatwoot', { kind: 'chatwoot' });
    const all = recordsOf('chatwoot');
    const answers = await Promise.all(
      [...all, ...all, ...all].map((record) => desk.deliver('crowd', 'chatwoot', secret ?? '', record)),
    );
    expect(answers.map(({ status }) => status).every((status) => status === 200)).toBe(true);
    expect(answers.every(({ body }) => body.events.conflict === 0)).toBe(true);
    const started = await startedIn('crowd');
    const names = new Set(await startedIn('chatwoot'));
    expect(started).toHaveLength(names.size);
  });
});

test('deliveries are forgotten when they cannot come again, and ids of events see to the rest', async () => {
  const { secret } = await desk.connect('later', 'intercom', { kind: 'intercom' });
  const [record = ''] = recordsOf('intercom');
  await desk.deliver('later', 'intercom', secret ?? '', record);
  desk.now += 8 * 86_400_000;
  await desk.app.app.get(HookService, { strict: false }).purge();
  const { body } = await desk.deliver('later', 'intercom', secret ?? '', record);
  expect(body).toMatchObject({ repeated: false, events: { accepted: 0, conflict: 0 } });
  expect(body.events.duplicate).toBeGreaterThan(0);
  desk.now -= 8 * 86_400_000;
});
