import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { DeliveryDesk, recordsOf } from '../support/delivery-desk.js';

/** The least that can be configured. */
const databasePool = 4;
const desk = new DeliveryDesk();
beforeAll(() => desk.start({ databasePool }));
afterAll(() => desk.app.close());

describe(`with ${databasePool} connections to the database`, () => {
  test('more sources deliver at once than there are connections, and each is answered well', async () => {
    const names = Array.from({ length: 3 * databasePool }, (_, number) => `bot-${number}`);
    const secrets = new Map<string, string>();
    for (const name of names)
      secrets.set(name, (await desk.connect(name, 'rasa', { kind: 'standard' })).secret ?? '');
    const records = recordsOf('rasa');
    for (const record of records.slice(0, 3)) {
      const answers = await Promise.all(
        names.map((name) => desk.deliver(name, 'standard', secrets.get(name) ?? '', record)),
      );
      expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
    }
    const first = await desk.leaves('bot-0');
    expect(first.length).toBeGreaterThan(0);
    for (const name of names) expect((await desk.leaves(name)).length).toBe(first.length);
  });

  test('what counts, what looks for gaps, an erasure and those who write come to their end beside each other', async () => {
    const { app, admin } = desk;
    const turn = (conversation: number, id: string) => ({
      specversion: '1.0',
      id,
      source: 'own',
      type: 'turn.recorded',
      subject: `c-${conversation}`,
      time: '2026-03-01T10:00:00Z',
      data: { role: 'customer', text: 'My card was swallowed.' },
    });
    const numbers = Array.from({ length: 20 }, (_, number) => number);
    const first = await admin(
      'POST',
      '/api/events',
      numbers.map((number) => turn(number, `a-${number}`)),
    );
    expect(first.status).toBe(200);
    await app.app.get(ScheduleService, { strict: false }).runPipeline();
    const answers = await Promise.all([
      ...numbers.map((number) => admin('POST', '/api/events', [turn(number, `b-${number}`)])),
      // Without its source: which ones there are is looked up while everybody who writes is held.
      admin('POST', '/api/ledger/erasures', {
        subject: { kind: 'conversation', id: 'c-3' },
        ground: 'request',
        reason: 'asked for',
      }),
      ...numbers.map((number) => admin('POST', '/api/events', [turn(number, `c-${number}`)])),
      app.app.get(ScheduleService, { strict: false }).runPipeline(),
      app.app.get(DiscoveryService, { strict: false }).run(),
    ]);
    const failed = answers.filter(
      (answer) => typeof answer === 'object' && ![200, 201].includes(answer.status),
    );
    expect(failed).toEqual([]);
    await app.app.get(ScheduleService, { strict: false }).runPipeline();
    const { body } = await admin<{ caughtUp: boolean }>('GET', '/api/pipeline');
    expect(body.caughtUp).toBe(true);
  });
});
