import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { sql } from '../../backend/src/db/sql.js';
import { LedgerStore } from '../../backend/src/ledger/ledger.store.js';
import { SequencerService } from '../../backend/src/ledger/sequencer.service.js';
import { Random } from '../../backend/src/simulate/random.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { turn } from '../support/ledger.js';

interface Answer {
  conflict: number;
  receipts: { status: string; id: string }[];
}

const connections = 8;
let service: TestApp;
let send: Call;
beforeAll(async () => {
  service = await startTestApp();
  send = await service.withKey('ingest');
});
afterAll(() => service.close());

/** Leaves in order, each as it is opened. */
async function stored(): Promise<(CloudEvent | undefined)[]> {
  await service.app.get(SequencerService, { strict: false }).run();
  const ledger = service.app.get(LedgerStore, { strict: false });
  const entries = await ledger.readEntries(0, 10_000);
  expect(entries.map(({ index }) => index)).toEqual(entries.map((_, i) => i));
  return entries.map(({ event }) => event);
}

/** Each event one to five times, in any order, cut into batches of any size. */
function deliveries(events: readonly CloudEvent[], random: Random): CloudEvent[][] {
  const all = events.flatMap((event) => Array.from({ length: 1 + random.below(5) }, () => event));
  const shuffled = all
    .map((event) => ({ event, place: random.unit() }))
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event);
  const batches: CloudEvent[][] = [];
  while (shuffled.length > 0) batches.push(shuffled.splice(0, random.pick([1, 7, 30, 70, 150])));
  return batches;
}

test('however often and over however many connections an event comes, it is accepted once', async () => {
  const random = Random.of(11, 'deliveries');
  const events = Array.from({ length: 600 }, (_, i) => turn(`d${i % 13}-${i}`));
  const queue = deliveries(events, random);
  const accepted: string[] = [];
  const statuses = new Set<string>();
  const connection = async () => {
    for (let batch = queue.shift(); batch; batch = queue.shift()) {
      const { status, body } = await send<Answer>('POST', '/api/events', batch);
      expect(status).toBe(200);
      for (const receipt of body.receipts) {
        statuses.add(receipt.status);
        if (receipt.status === 'accepted') accepted.push(receipt.id);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  expect(statuses).toEqual(new Set(['accepted', 'duplicate']));
  expect(accepted.sort()).toEqual(events.map(({ id }) => id).sort());
  const byId = new Map((await stored()).map((event) => [event?.id, event]));
  expect(byId).toEqual(new Map(events.map((event) => [event.id, event])));
});

test('of several contents that fight for one id exactly one is kept, and every other is remembered', async () => {
  const before = (await stored()).length;
  const contents = Array.from({ length: connections }, (_, i) => turn('fight-1', `words ${i}`));
  const answers = await Promise.all(contents.map((event) => send<Answer>('POST', '/api/events', [event])));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(connections - 1).fill(409)]);
  const winner = contents[answers.findIndex(({ status }) => status === 200)];
  // Each refusal has a leaf of its own.
  const told = (leaves: (CloudEvent | undefined)[]) =>
    leaves.slice(before).filter((event) => event?.type !== 'event.refused');
  expect(told(await stored())).toEqual([winner]);
  const again = await send<Answer>('POST', '/api/events', [...contents, turn('fight-2')]);
  expect(again.status).toBe(207);
  expect(again.body.receipts.map(({ status }) => status)).toEqual([
    ...contents.map((event) => (event === winner ? 'duplicate' : 'conflict')),
    'accepted',
  ]);
  const leaves = await stored();
  expect(told(leaves)).toEqual([winner, turn('fight-2')]);
  expect(leaves.slice(before)).toHaveLength(2 + connections - 1);
  const conflicts = await service.database.query(sql`select from ledger.conflict where event_id = 'fight-1'`);
  expect(conflicts).toHaveLength(connections - 1);
});
