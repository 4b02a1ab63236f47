import { createHmac } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DeliverService } from '../../backend/src/alerts/deliver.service.js';
import { EvaluateService } from '../../backend/src/alerts/evaluate.service.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { DecisionsStore } from '../../backend/src/ledger/decisions.store.js';
import { BucketService } from '../../backend/src/metrics/bucket.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { generateFacts } from '../support/generate-facts.js';
import {
  type MailReceiver,
  openMailReceiver,
  openWebReceiver,
  type WebReceiver,
} from '../support/receiver.js';

type Made = AnswerOf<typeof routes.alertChannelCreate>;
type Channels = AnswerOf<typeof routes.alertChannelList>;
type Message = AnswerOf<typeof routes.alertChannelTest>;
type Messages = AnswerOf<typeof routes.alertMessageList>;

const minute = 60_000;
const day = 86_400_000;
const from = new Date('2026-03-02T00:00:00Z');
/** A Wednesday, midnight. */
const end = from.getTime() + 30 * day;
let now = end;
const lines: string[] = [];
let web: WebReceiver;
let mail: MailReceiver;
let service: TestApp;
let admin: Call;
let deliveries: DeliverService;
beforeAll(async () => {
  [web, mail] = await Promise.all([
    openWebReceiver(),
    openMailReceiver({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true }),
  ]);
  const receivers = [web.host, `127.0.0.1:${mail.port}`];
  service = await startTestApp({
    clock: () => now,
    config: { alertReceivers: receivers },
    log: pino({ level: 'trace' }, { write: (line) => void lines.push(line) }),
  });
  // The clock goes on for weeks: no session would last.
  admin = await service.withKey('admin');
  await generateFacts(service.database, { episodes: 2_000, from, days: 30 });
  await service.app.get(BucketService, { strict: false }).runOnce();
  deliveries = service.app.get(DeliverService, { strict: false });
});
afterAll(async () => {
  await service?.close();
  await Promise.all([web?.close(), mail?.close()]);
});

async function channel(name: string, destination: object, also: object = {}): Promise<Made> {
  const { status, body } = await admin<Made>('POST', '/api/alerts/channels', { name, destination, ...also });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}
const removeChannel = (id: string) => admin('DELETE', `/api/alerts/channels/${id}`);
const sendTest = async (id: string) => (await admin<Message>('POST', `/api/alerts/channels/${id}/test`)).body;
const messages = async () => (await admin<Messages>('GET', '/api/alerts/messages')).body;
const messageOf = async (id: string) => (await messages()).items.find((message) => message.id === id);

/** A rule that fires at once; gives what takes it away again. */
async function fire(channels: string[], severity = 'normal'): Promise<() => Promise<unknown>> {
  const condition = { kind: 'metric', metric: 'episodes', is: 'below', than: 1e9, window: 1440 };
  const body = { condition, severity, channels };
  const made = await admin<{ id: string }>('POST', '/api/alerts/rules', body);
  await service.app.get(EvaluateService, { strict: false }).runDue();
  return () => admin('DELETE', `/api/alerts/rules/${made.body.id}`);
}
async function deliver(afterMs: number): Promise<void> {
  now += afterMs;
  await deliveries.bundle();
  await deliveries.sendDue();
}

describe('a webhook', () => {
  test('gets signed JSON: raised, then resolved', async () => {
    const { id, signingSecret, shown } = await channel('hook', {
      kind: 'webhook',
      url: `${web.url}/hush/abc`,
    });
    expect(shown).toBe(web.url);
    const over = await fire([id]);
    await deliver(0);
    expect(web.received).toHaveLength(0);
    await deliver(15_000);
    await over();
    await deliver(5 * minute);
    expect(web.received).toHaveLength(2);
    const [raised, resolved] = web.received.map(({ body }) => JSON.parse(body));
    expect(raised).toMatchObject({
      type: 'alerts',
      data: { items: [{ event: 'raised', severity: 'normal' }] },
    });
    expect(resolved).toMatchObject({ data: { items: [{ event: 'resolved', cause: 'removed' }] } });
    expect(resolved.data.items[0].alert).toBe(raised.data.items[0].alert);
    for (const { headers, body, path } of web.received) {
      expect(path).toBe('/hush/abc');
      const key = Buffer.from(String(signingSecret).replace('whsec_', ''), 'base64');
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      const signature = createHmac('sha256', key).update(signed).digest('base64');
      expect(headers['webhook-signature']).toBe(`v1,${signature}`);
    }
    web.received.length = 0;
    await removeChannel(id);
  });

  test('that fails is tried again ever later under the same id, and given up, and can be tried by hand', async () => {
    const { id } = await channel('flaky', { kind: 'webhook', url: `${web.url}/flaky` });
    // It was read and then the connection was cut: nobody knows whether it arrived.
    web.answers.push('cut', 503, 204);
    const first = await sendTest(id);
    expect(first).toMatchObject({ state: 'waiting', attempts: 1 });
    expect(Date.parse(first.dueAt) - now).toBeGreaterThanOrEqual(5_000);
    await deliver(0);
    expect(web.received).toHaveLength(1);
    await deliver(20_000);
    expect(await messageOf(first.id)).toMatchObject({
      state: 'waiting',
      attempts: 2,
      error: 'it answered 503',
    });
    await deliver(60_000);
    expect(await messageOf(first.id)).toMatchObject({ state: 'sent', attempts: 3, error: null });
    expect(new Set(web.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([first.id]));

    web.answers.push(...Array(16).fill(500));
    const second = await sendTest(id);
    for (let i = 0; i < 15; i += 1) await deliver(2 * 60 * minute);
    expect(await messageOf(second.id)).toMatchObject({
      state: 'dead',
      attempts: 16,
      error: 'it answered 500',
    });
    await deliver(day);
    expect((await messages()).dead).toBe(1);
    const again = await admin<Message>('POST', `/api/alerts/messages/${second.id}/retry`);
    expect(again.body).toMatchObject({ id: second.id, state: 'sent' });
    expect((await admin('POST', `/api/alerts/messages/${second.id}/retry`)).status).toBe(409);
    web.received.length = 0;
    await removeChannel(id);
  });

  test('that sends elsewhere is not followed, and one that is gone is given up', async () => {
    const { id } = await channel('mover', { kind: 'webhook', url: `${web.url}/old` });
    web.answers.push({ location: `${web.url}/inside` });
    expect(await sendTest(id)).toMatchObject({ state: 'waiting', error: 'it answered 307' });
    web.answers.push(410);
    expect(await sendTest(id)).toMatchObject({ state: 'dead' });
    expect(web.received.map(({ path }) => path)).toEqual(['/old', '/old']);
    web.received.length = 0;
    await removeChannel(id);
  });

  test.each([
    'http://127.0.0.1/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://169.254.169.254/',
    'https://10.0.0.1/',
    'https://0x7f000001/',
    'https://[::ffff:127.0.0.1]/',
    'https://1.1.1.1:22/',
    'http://hooks.example/',
  ])('to %s is refused', async (url) => {
    const body = { name: 'inside', destination: { kind: 'webhook', url } };
    expect((await admin('POST', '/api/alerts/channels', body)).status).toBe(422);
  });

  test('whose name leads to this machine is refused when it is connected to, and given up', async () => {
    const { id } = await channel('localhost', { kind: 'slack', url: 'https://localhost/x' });
    expect(await sendTest(id)).toMatchObject({
      state: 'dead',
      attempts: 1,
      error: expect.stringContaining('not on the internet'),
    });
    await removeChannel(id);
  });
});

test('a Slack-compatible one gets text in which nothing is markup', async () => {
  const { id } = await channel('chat <!here>', { kind: 'slack', url: `${web.url}/slack` });
  expect(await sendTest(id)).toMatchObject({ state: 'sent' });
  const { text } = JSON.parse(web.received[0]?.body ?? '{}');
  expect(text).toContain('Test message to chat &lt;!here&gt;');
  web.received.length = 0;
  await removeChannel(id);
});

describe('what is told together', () => {
  test('is one message per channel and few minutes; what is critical does not wait', async () => {
    const { id } = await channel('group', { kind: 'webhook', url: `${web.url}/group` });
    const ends = [await fire([id]), await fire([id]), await fire([id])];
    await deliver(15_000);
    expect(web.received).toHaveLength(1);
    expect(JSON.parse(web.received[0]?.body ?? '').data.items).toHaveLength(3);
    ends.push(await fire([id]));
    await deliver(20_000);
    expect(web.received).toHaveLength(1);
    ends.push(await fire([id], 'critical'));
    await deliver(15_000);
    expect(web.received).toHaveLength(2);
    expect(JSON.parse(web.received[1]?.body ?? '').data).toMatchObject({ subject: '2 firing (1 critical)' });
    for (const over of ends) await over();
    web.received.length = 0;
    await removeChannel(id);
  });

  test('waits in quiet hours and is told afterwards; what is critical may pass', async () => {
    now = end + 30 * day + 23 * 60 * minute;
    const quiet = { zone: 'UTC', from: '22:00', to: '07:00', weekends: false };
    const { id } = await channel('night', { kind: 'webhook', url: `${web.url}/night` }, { quiet });
    const overs = [await fire([id])];
    await deliver(minute);
    expect(web.received).toHaveLength(0);
    const { body } = await admin<Channels>('GET', '/api/alerts/channels');
    expect(body.find((one) => one.id === id)).toMatchObject({ isQuiet: true, held: 1 });
    overs.push(await fire([id], 'critical'));
    await deliver(minute);
    expect(JSON.parse(web.received[0]?.body ?? '').data.items).toMatchObject([{ severity: 'critical' }]);
    await deliver(8 * 60 * minute);
    expect(web.received).toHaveLength(2);
    expect(JSON.parse(web.received[1]?.body ?? '').data.items).toMatchObject([{ severity: 'normal' }]);
    for (const over of overs) await over();
    web.received.length = 0;
    await removeChannel(id);
  });

  test('and sent by several at once is sent once', async () => {
    const { id } = await channel('many', { kind: 'webhook', url: `${web.url}/many` });
    const over = await fire([id]);
    now += 20_000;
    await Promise.all(Array.from({ length: 6 }, () => deliveries.bundle()));
    await Promise.all(Array.from({ length: 6 }, () => deliveries.sendDue()));
    expect(web.received).toHaveLength(1);
    await over();
    web.received.length = 0;
    await removeChannel(id);
  });
});

test('secrets stand nowhere readable: not in tables, answers, messages, logs or the ledger', async () => {
  const canaries = ['canary-path-77', 'canary-password-77', 'canary.recipient@site.example'];
  const hook = await channel('one', { kind: 'webhook', url: `${web.url}/${canaries[0]}` });
  const box = await channel('two', {
    ...{ kind: 'email', host: '127.0.0.1', port: mail.port, security: 'none', user: 'baton' },
    ...{ password: canaries[1], from: 'baton@site.example', to: [canaries[2]] },
  });
  web.answers.push(500);
  await sendTest(hook.id);
  await sendTest(box.id);
  const answers = await Promise.all(
    ['channels', 'messages', 'rules'].map((name) => admin('GET', `/api/alerts/${name}`)),
  );
  const tables = await service.database.query(sql`
    select to_jsonb(alert_channel) - 'sealed' as row, encode(sealed, 'escape') as sealed from alert_channel
    union all
    select to_jsonb(alert_message), null from alert_message`);
  const decisions = await service.app.get(DecisionsStore, { strict: false }).all(['alert.channel_changed']);
  const everything = JSON.stringify([answers.map(({ body }) => body), tables, lines, decisions]);
  for (const canary of [...canaries, String(hook.signingSecret)]) expect(everything).not.toContain(canary);
  expect(lines.join('')).toContain('an alert did not arrive');
  const changed = decisions.filter(({ pub }) => pub.alert_channel === hook.id);
  expect(changed.map(({ pub }) => pub.code)).toEqual(['created']);

  // Sealed for its own channel: a row that was moved opens nothing.
  await service.admin.database.query(sql`
    update alert_channel
    set sealed = (select sealed from alert_channel where id = ${box.id})
    where id = ${hook.id}`);
  expect((await sendTest(hook.id)).error).toBe(
    'what it holds cannot be opened with the keys of this service',
  );
});

test('only an administrator touches channels and messages', async () => {
  const trainer = await service.withKey('trainer');
  const body = { name: 'x', destination: { kind: 'webhook', url: 'https://hooks.example/' } };
  expect((await trainer('POST', '/api/alerts/channels', body)).status).toBe(403);
  expect((await trainer('POST', '/api/alerts/channels/x/test')).status).toBe(403);
  expect((await trainer('POST', '/api/alerts/messages/x/retry')).status).toBe(403);
  expect((await trainer('GET', '/api/alerts/channels')).status).toBe(200);
});
