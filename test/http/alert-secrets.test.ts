import { createHmac } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DeliverService } from '../../backend/src/alerts/deliver.service.js';
import { SecretService } from '../../backend/src/alerts/secret.service.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { DecisionsStore } from '../../backend/src/ledger/decisions.store.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { openWebReceiver, type Received, type WebReceiver } from '../support/receiver.js';

type Made = AnswerOf<typeof routes.alertSecretCreate>;
type Channels = AnswerOf<typeof routes.alertChannelList>;
type Message = AnswerOf<typeof routes.alertChannelTest>;
type Messages = AnswerOf<typeof routes.alertMessageList>;

const minute = 60_000;
const hour = 60 * minute;
let now = Date.parse('2026-03-02T00:00:00Z');
const lines: string[] = [];
let web: WebReceiver;
let service: TestApp;
let admin: Call;
let deliveries: DeliverService;
let secrets: SecretService;
beforeAll(async () => {
  web = await openWebReceiver();
  service = await startTestApp({
    clock: () => now,
    config: { alertReceivers: [web.host] },
    log: pino({ level: 'trace' }, { write: (line) => void lines.push(line) }),
  });
  admin = await service.withKey('admin');
  deliveries = service.app.get(DeliverService, { strict: false });
  secrets = service.app.get(SecretService, { strict: false });
});
afterAll(async () => {
  await service?.close();
  await web?.close();
});
beforeEach(() => {
  web.received.length = 0;
  web.answers.length = 0;
});

async function channel(destination: object = { kind: 'webhook', url: `${web.url}/told` }): Promise<Made> {
  const { status, body } = await admin<Made>('POST', '/api/alerts/channels', { name: 'hook', destination });
  expect(status).toBe(201);
  return body;
}
const renew = (id: string, bothForHours?: number) =>
  admin<Made>('POST', `/api/alerts/channels/${id}/secret`, { bothForHours });
const sendTest = async (id: string) => (await admin<Message>('POST', `/api/alerts/channels/${id}/test`)).body;
const known = async (id: string) =>
  (await admin<Channels>('GET', '/api/alerts/channels')).body.find((one) => one.id === id);
const messageOf = async (id: string) =>
  (await admin<Messages>('GET', '/api/alerts/messages')).body.items.find((one) => one.id === id);

/** As a receiver of Standard Webhooks does it: whether one of the signatures is of this secret. */
function isSigned({ headers, body }: Received, secret: string | null): boolean {
  const key = Buffer.from(String(secret).replace('whsec_', ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(expected);
}
const last = (): Received => {
  const one = web.received.at(-1);
  if (!one) throw new Error('nothing arrived');
  return one;
};
const signatures = () => String(last().headers['webhook-signature']).split(' ').length;

describe('a signing secret that is changed', () => {
  test('signs beside the old one for the stated time, then alone; each step is in the ledger', async () => {
    const { id, signingSecret: old, oldSecretUntil } = await channel();
    expect(oldSecretUntil).toBeNull();
    const { status, body: made } = await renew(id, 24);
    expect(status).toBe(201);
    expect(made.signingSecret).toMatch(/^whsec_/);
    expect(made.signingSecret).not.toBe(old);
    expect(made.oldSecretUntil).toBe(new Date(now + 24 * hour).toISOString());
    expect(await known(id)).toMatchObject({ oldSecretUntil: made.oldSecretUntil });

    await sendTest(id);
    expect(signatures()).toBe(2);
    expect([old, made.signingSecret].map((secret) => isSigned(last(), secret))).toEqual([true, true]);

    now += 24 * hour - 1;
    await secrets.endDue();
    await sendTest(id);
    expect(isSigned(last(), old)).toBe(true);
    now += 1;
    // Whether it was forgotten yet or not.
    await sendTest(id);
    expect([old, made.signingSecret].map((secret) => isSigned(last(), secret))).toEqual([false, true]);
    await secrets.endDue();
    await secrets.endDue();
    expect(await known(id)).toMatchObject({ oldSecretUntil: null });
    await sendTest(id);
    expect(signatures()).toBe(1);

    const decisions = await service.app.get(DecisionsStore, { strict: false }).all(['alert.channel_changed']);
    const own = decisions.filter(({ pub }) => pub.alert_channel === id);
    expect(own.map(({ pub }) => pub.code)).toEqual(['created', 'secret_renewed', 'old_secret_ended']);
    const answers = [await admin('GET', '/api/alerts/channels'), await admin('GET', '/api/alerts/messages')];
    const tables = await service.database.query(sql`select to_jsonb(alert_channel) from alert_channel`);
    const everything = JSON.stringify([decisions, answers.map(({ body }) => body), tables, lines]);
    for (const secret of [old, made.signingSecret]) expect(everything).not.toContain(String(secret));
  });

  test('can be ended at once, and is not changed again meanwhile unless it has leaked', async () => {
    const { id, signingSecret: first } = await channel();
    const { body: second } = await renew(id);
    expect((await renew(id)).status).toBe(409);
    expect((await admin('DELETE', `/api/alerts/channels/${id}/secret/old`)).status).toBe(204);
    await sendTest(id);
    expect([first, second.signingSecret].map((secret) => isSigned(last(), secret))).toEqual([false, true]);

    const { body: third } = await renew(id, 720);
    const { body: fourth } = await renew(id, 0);
    expect(fourth.oldSecretUntil).toBeNull();
    await sendTest(id);
    expect(signatures()).toBe(1);
    expect([third, fourth].map(({ signingSecret }) => isSigned(last(), signingSecret))).toEqual([
      false,
      true,
    ]);
    expect((await renew(id, 721)).status).toBe(400);
    expect((await admin('DELETE', '/api/alerts/channels/nobody/secret/old')).status).toBe(404);
  });

  test('stays while its channel is changed, and goes with the address that it belonged to', async () => {
    const { id, signingSecret: old } = await channel();
    await renew(id);
    const change = (part: object) => admin<Made>('PATCH', `/api/alerts/channels/${id}`, part);
    await change({ name: 'renamed', destination: { kind: 'webhook', url: `${web.url}/told` } });
    await sendTest(id);
    expect(isSigned(last(), old)).toBe(true);
    const { body: moved } = await change({ destination: { kind: 'webhook', url: `${web.url}/elsewhere` } });
    expect(moved.oldSecretUntil).toBeNull();
    await sendTest(id);
    expect(signatures()).toBe(1);
    expect([old, moved.signingSecret].map((secret) => isSigned(last(), secret))).toEqual([false, true]);
  });

  test("is a webhook's and an administrator's", async () => {
    const slack = await channel({ kind: 'slack', url: `${web.url}/slack` });
    expect((await renew(slack.id)).status).toBe(422);
    const { id } = await channel();
    const trainer = await service.withKey('trainer');
    expect((await trainer('POST', `/api/alerts/channels/${id}/secret`, {})).status).toBe(403);
    expect((await trainer('DELETE', `/api/alerts/channels/${id}/secret/old`)).status).toBe(403);
  });
});

describe('a receiver that asks for a pause', () => {
  test.each([
    [429, () => '900', 15 * minute],
    [503, () => new Date(now + 20 * minute).toUTCString(), 20 * minute],
    [503, () => String(7 * 24 * 3600), hour],
  ])('with %i is left alone for as long, an hour at most', async (status, retryAfter, pause) => {
    const { id } = await channel();
    web.answers.push({ status, retryAfter: retryAfter() });
    const message = await sendTest(id);
    expect(message).toMatchObject({ state: 'waiting', attempts: 1, error: `it answered ${status}` });
    expect(Date.parse(message.dueAt)).toBe(now + pause);
    now += pause - 1;
    await deliveries.sendDue();
    expect(web.received).toHaveLength(1);
    now += 1;
    await deliveries.sendDue();
    expect(await messageOf(message.id)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  test.each([
    [500, '900'],
    [429, 'soon'],
    [429, '0'],
    [503, 'Mon, 02 Mar 2020 00:00:00 GMT'],
  ])('with %i and %s waits as any other that failed', async (status, retryAfter) => {
    const { id } = await channel();
    web.answers.push({ status, retryAfter });
    const { dueAt } = await sendTest(id);
    expect(Date.parse(dueAt) - now).toBeGreaterThanOrEqual(5_000);
    expect(Date.parse(dueAt) - now).toBeLessThanOrEqual(15_000);
  });

  test('gets nothing else meanwhile; other receivers do', async () => {
    const [busy, free] = [await channel(), await channel()];
    web.answers.push(500, 500);
    const [first, other] = [await sendTest(busy.id), await sendTest(free.id)];
    web.answers.push({ status: 429, retryAfter: '600' });
    await sendTest(busy.id);
    now += minute;
    web.received.length = 0;
    await deliveries.sendDue();
    const told = web.received.map(({ headers }) => headers['webhook-id']);
    expect(told).toContain(other.id);
    expect(told).not.toContain(first.id);
    now += 10 * minute;
    await deliveries.sendDue();
    expect(await messageOf(first.id)).toMatchObject({ state: 'sent' });
  });
});
