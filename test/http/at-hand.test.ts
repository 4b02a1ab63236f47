import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { fingerprintsOf } from '../../backend/src/follow/fingerprint.store.js';
import { FollowService } from '../../backend/src/follow/follow.service.js';
import { LedgerStore } from '../../backend/src/ledger/ledger.store.js';
import { SequencerService } from '../../backend/src/ledger/sequencer.service.js';
import { simulate } from '../../backend/src/simulate/simulator.js';
import { startTestApp, type TestApp } from '../support/app.js';

const now = Date.parse('2026-05-01T00:00:00Z');
/** As many as several batches, and of another length than theirs. */
const perRun = 1_300;
const latest = 3_000;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const get = <T>(service: new (...args: never[]) => T): T => app.app.get(service, { strict: false });

/** A day of the sample; some turns are corrected, and some records sent again, up to a batch and a half later. */
function amended(): CloudEvent[] {
  const events = [...simulate({ seed: 11, now, days: 1, conversations: 800 })].map(({ event }) => event);
  const once = [...new Map(events.map((event) => [`${event.source} ${event.id}`, event])).values()];
  const placed = once.flatMap((event, place): [number, CloudEvent][] => {
    if (event.type !== 'turn.recorded' || place % 4 !== 0) return [[place, event]];
    const later = place + ((place * 37) % latest);
    const again = { ...event, id: `${event.id}-again` };
    if (place % 8 === 0)
      return [
        [place, event],
        [later, { ...again, supersedes: event.id }],
      ];
    const record = { record: `record-${place}` };
    return [
      [place, { ...event, ...record, revision: '0' }],
      [later, { ...again, ...record, revision: '1' }],
    ];
  });
  return placed.sort(([a], [b]) => a - b).map(([, event]) => event);
}

test('what is at hand of other batches gives the same facts as what is read again', async () => {
  const events = amended();
  expect(events.length).toBeGreaterThan(5 * perRun);
  const { tables } = get(FollowService);
  const derived = () => fingerprintsOf(app.database, tables);
  for (let from = 0; from < events.length; from += perRun) {
    const some = events.slice(from, from + perRun);
    const receipts = await get(LedgerStore).append(some);
    expect(new Set(receipts)).toEqual(new Set(['accepted']));
    await get(SequencerService).run();
    // A run begins with nothing at hand.
    await get(FollowService).runAll();
  }
  const readAgain = await derived();
  expect(readAgain.find(({ table }) => table === 'handoff_sign')?.rows).toBeGreaterThan(100);
  await get(FollowService).rebuild();
  expect(await derived()).toEqual(readAgain);
});
