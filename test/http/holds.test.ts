import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { erase } from '../../backend/src/cli/erase.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { RetentionService } from '../../backend/src/erasure/retention.service.js';
import { fingerprintsOf } from '../../backend/src/follow/fingerprint.store.js';
import { FollowService } from '../../backend/src/follow/follow.service.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { canaryEvents, crowd, findBytes } from '../support/erasure.js';
import { EventLog, minute } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';

type Hold = AnswerOf<typeof routes.holdPlace>;
type Retention = AnswerOf<typeof routes.retentionGet>;
type RetentionPreview = AnswerOf<typeof routes.retentionPreview>;
type Records = AnswerOf<typeof routes.erasureList>;

const canary = canaryEvents('qwyxel');
const customer = { kind: 'customer', id: canary.customer };
const day = 86_400_000;
let now = minute(0) + 10 * day;
let app: TestApp;
let admin: Call;
let auditor: Call;

beforeAll(async () => {
  now = minute(0) + 10 * day;
  app = await startTestApp({ clock: () => now });
  // Keys, because sessions end while the days pass.
  admin = await app.withKey('admin');
  auditor = await app.withKey('auditor');
  await takeEvents(app, [...canary.events, ...crowd(6)]);
});
afterAll(() => app.close());

const verified = async () =>
  (await admin<AnswerOf<typeof routes.ledgerVerify>>('POST', '/api/ledger/verification')).body.problems;
const records = async () => (await admin<Records>('GET', '/api/ledger/erasures')).body.items;

describe('a legal hold', () => {
  test('refuses the erasure of its customer, and the refusal is on record', async () => {
    const placed = await auditor<Hold>('POST', '/api/ledger/holds', {
      subject: customer,
      reference: 'Case 7',
      reason: 'a lawsuit',
    });
    expect(placed.body).toMatchObject({ kind: 'customer', placedBy: 'The auditor', liftedAt: null });
    expect(JSON.stringify(placed.body)).not.toContain(canary.customer);
    const refused = await admin<{ code: string; holds: Hold[] }>('POST', '/api/ledger/erasures', {
      subject: customer,
      reason: 'please',
    });
    expect(refused.status).toBe(409);
    expect(refused.body.holds).toEqual([placed.body]);
    expect(await records()).toEqual([
      expect.objectContaining({ cause: 'refused', ground: 'request', by: 'The admin', keys: 0 }),
    ]);
    expect((await findBytes(app.database, canary.words)).length).toBeGreaterThan(0);
    const lifted = await auditor<Hold>('POST', `/api/ledger/holds/${placed.body.id}/lift`, {
      reason: 'settled',
    });
    expect(lifted.body).toMatchObject({ liftedBy: 'The auditor' });
    expect((await auditor('POST', `/api/ledger/holds/${placed.body.id}/lift`, { reason: 'x' })).status).toBe(
      409,
    );
  });

  test('on one conversation protects its customer as well', async () => {
    const conversation = { kind: 'conversation', id: 'qwyxeltalk2' };
    const { body } = await auditor<Hold>('POST', '/api/ledger/holds', {
      subject: conversation,
      reference: 'Case 8',
      reason: 'a complaint',
    });
    expect((await admin('POST', '/api/ledger/erasures', { subject: customer })).status).toBe(409);
    const { body: preview } = await auditor<{ holds: Hold[] }>('POST', '/api/ledger/erasures/preview', {
      subject: customer,
    });
    expect(preview.holds).toEqual([body]);
    await auditor('POST', `/api/ledger/holds/${body.id}/lift`, { reason: 'withdrawn' });
    expect((await auditor<Hold[]>('GET', '/api/ledger/holds')).body).toHaveLength(2);
  });

  test('lies on nobody who is not a customer or a conversation that is there', async () => {
    const hold = (subject: object) =>
      auditor('POST', '/api/ledger/holds', { subject, reference: 'r', reason: 'r' });
    expect((await hold({ kind: 'actor', id: 'a' })).status).toBe(422);
    expect((await hold({ kind: 'conversation', id: 'nowhere' })).status).toBe(404);
    expect((await hold({ kind: 'customer', id: 'not yet seen' })).status).toBe(201);
  });
});

test('a conversation whose customer is known is not erased by halves', async () => {
  const subject = { kind: 'conversation', id: 'qwyxeltalk1' };
  const answer = await admin<{ detail: string }>('POST', '/api/ledger/erasures', { subject });
  expect(answer.status).toBe(422);
  expect(answer.body.detail).toContain('Erase the customer');
});

test('the command says what goes, asks, and erases', async () => {
  await takeEvents(
    app,
    canaryEvents('vrontik').events.map((event) => ({ ...event, id: `cli-${event.id}`, source: 'shop' })),
  );
  const lines: string[] = [];
  const surroundings = {
    config: app.config,
    env: { BATON_URL: app.url, BATON_API_KEY: await app.key('admin') },
    say: (line: string) => void lines.push(line),
    note: (line: string) => void lines.push(line),
  };
  const args = ['--customer', 'vrontikcustomer', '--reason', 'asked'];
  expect(await erase.run([...args, '--dry-run'], surroundings)).toBe(0);
  expect(lines[0]).toMatch(/^4 keys of 3 conversations with 3 handoffs/);
  expect(await erase.run(args, surroundings)).toBe(1);
  expect(await findBytes(app.database, ['vrontikcustomer'])).not.toEqual([]);
  expect(await erase.run([...args, '--yes'], surroundings)).toBe(0);
  expect(lines.at(-1)).toMatch(/^Erased 4 keys/);
  expect(await findBytes(app.database, ['vrontik'])).toEqual([]);
  await expect(erase.run(['--customer', 'a', '--actor', 'b'], surroundings)).rejects.toThrow('one of');
});

describe('retention', () => {
  const rules = [
    { class: 'conversation', days: 5 },
    { class: 'customer', days: 8 },
  ];
  const set = (rule: object) => admin<Retention>('PATCH', '/api/ledger/retention', rule);

  test('keeps everything until somebody says otherwise', async () => {
    const { body } = await auditor<Retention>('GET', '/api/ledger/retention');
    expect(body).toEqual({
      rules: [
        { class: 'conversation', days: null },
        { class: 'customer', days: null },
        { class: 'agent', days: null },
      ],
      lastRun: null,
    });
    await app.app.get(RetentionService, { strict: false }).runNightly();
    expect(await findBytes(app.database, [canary.customer])).not.toEqual([]);
  });

  test('spares a customer whom sources know by different spellings of one address', async () => {
    const known = (id: string, no: number) =>
      new EventLog(`twice-${no}`, 'mail').started(1, { customer: { id } }).customer(2, { text: 'hello' });
    const logs = ['mailto:zed@example.com', 'zed@example.com'].map(known);
    await takeEvents(
      app,
      logs.flatMap((log) => log.events),
    );
    const preview = async () =>
      (await auditor<RetentionPreview>('POST', '/api/ledger/retention/preview', { rules })).body.map(
        ({ held }) => held,
      );
    expect(await preview()).toEqual([0, 0]);
    const { body } = await auditor<Hold>('POST', '/api/ledger/holds', {
      subject: { kind: 'customer', id: 'Zed@example.com' },
      reference: 'Case 8',
      reason: 'kept',
    });
    expect(await preview()).toEqual([2, 2]);
    await auditor('POST', `/api/ledger/holds/${body.id}/lift`, { reason: 'settled' });
    expect(await preview()).toEqual([0, 0]);
    const subject = { kind: 'customer', id: 'zed@example.com' };
    expect((await admin('POST', '/api/ledger/erasures', { subject, reason: 'done' })).status).toBe(201);
  });

  test('erases what its dry run said, spares what is held, and is done once a day', async () => {
    const held = await auditor<Hold>('POST', '/api/ledger/holds', {
      subject: { kind: 'customer', id: 'someone-1' },
      reference: 'Case 9',
      reason: 'kept',
    });
    expect(held.status).toBe(201);
    const { body: preview } = await auditor<RetentionPreview>('POST', '/api/ledger/retention/preview', {
      rules,
    });
    expect(preview).toMatchObject([
      { class: 'conversation', subjects: 8, held: 1 },
      { class: 'customer', subjects: 6, held: 1 },
    ]);
    for (const rule of rules) await set(rule);
    const retention = app.app.get(RetentionService, { strict: false });
    await retention.runNightly();
    const { body } = await auditor<Retention>('GET', '/api/ledger/retention');
    expect(body.rules).toEqual([...rules, { class: 'agent', days: null }]);
    expect(body.lastRun).toEqual({
      at: new Date(now).toISOString(),
      keys: preview.reduce((sum, { subjects }) => sum + subjects, 0),
      entries: preview.reduce((sum, { entries }) => sum + entries, 0),
      held: 2,
    });
    await app.app.get(ScheduleService, { strict: false }).runPipeline();
    expect(await findBytes(app.database, [...canary.words, 'someone-2'])).toEqual([]);
    expect(await findBytes(app.database, ['someone-1'])).not.toEqual([]);
    const run = (await records()).find(({ cause }) => cause === 'retention');
    expect(run).toMatchObject({ by: 'Baton', ground: null, reason: null });
    expect(await verified()).toEqual([]);

    await takeEvents(
      app,
      canaryEvents('laterq').events.map((event) => ({ ...event, id: `l-${event.id}` })),
    );
    await retention.runNightly();
    expect(await findBytes(app.database, ['laterqcustomer'])).not.toEqual([]);
    now += day;
    await retention.runNightly();
    expect(await findBytes(app.database, ['laterqcustomer'])).toEqual([]);
  });

  test('leaves the tables that a rebuild gives, also where only part of a conversation is past it', async () => {
    await set({ class: 'customer', days: null });
    await takeEvents(
      app,
      canaryEvents('partly').events.map((event) => ({ ...event, id: `p-${event.id}` })),
    );
    await admin('POST', '/api/ledger/retention/run');
    const follow = app.app.get(FollowService, { strict: false });
    const left = await fingerprintsOf(app.database, follow.tables);
    expect(await findBytes(app.database, ['partlycustomer'])).not.toEqual([]);
    expect(await findBytes(app.database, ['partlyanswered', 'partlystep', 'partlyasked'])).toEqual([]);
    await follow.rebuild();
    expect(await fingerprintsOf(app.database, follow.tables)).toEqual(left);
  });

  test('forgets who decided, once they were silent for long enough, and what stays is dismissed still', async () => {
    now += 40 * day;
    await set({ class: 'agent', days: 30 });
    const { body: preview } = await auditor<RetentionPreview>('POST', '/api/ledger/retention/preview', {
      rules: [{ class: 'agent', days: 30 }],
    });
    await admin('POST', '/api/ledger/retention/run');
    const { body } = await auditor<Hold[]>('GET', '/api/ledger/holds');
    expect(preview[0]?.subjects).toBeGreaterThanOrEqual(1);
    expect(body.find(({ reference }) => reference === '(erased)' || reference === 'Case 7')).toMatchObject({
      placedBy: '(erased)',
    });
    expect(await verified()).toEqual([]);
  });
});
