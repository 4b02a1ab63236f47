import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { sql } from '../../backend/src/db/sql.js';
import { DetectorsFollower } from '../../backend/src/detectors/detectors.follower.js';
import { SignStore } from '../../backend/src/detectors/sign.store.js';
import { SourceFieldStore } from '../../backend/src/detectors/source-field.store.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { openPipeline } from '../support/pipeline.js';
import { delivered, randomLog } from '../support/random-log.js';

const open: TestDatabase[] = [];
afterEach(async () => {
  for (const test of open.splice(0)) await test.close();
});

const tables = ['handoff_sign', 'episode_sign', 'source_field'] as const;

async function signsAfter(
  deliveries: readonly (readonly CloudEvent[])[],
  rebuilt = false,
): Promise<string[]> {
  const test = await openTestDatabase();
  open.push(test);
  const { database } = test;
  const { ledger, follow, take } = openPipeline(database);
  follow.register(new DetectorsFollower(follow, ledger, new SignStore(), new SourceFieldStore(database)));
  for (const events of deliveries) await take(events);
  if (rebuilt) await follow.rebuild();
  const rows: string[] = [];
  for (const table of tables) {
    const found = await database.query<{ row: string }>(
      sql`select ${table} || t::text as row from ${sql.ident(table)} as t order by 1`,
    );
    rows.push(...found.map(({ row }) => row));
  }
  return rows;
}

/** Cuts a list at one random place. */
const inTwo = <T>(list: readonly T[]): fc.Arbitrary<T[][]> =>
  fc.nat({ max: list.length }).map((place) => [list.slice(0, place), list.slice(place)]);
const spoken = fc.constantFrom('agent please', 'my card is lost', 'We will call you back.', 'What happened?');
const wordyLog = randomLog({ conversations: 6 }).chain((log) =>
  fc
    .array(spoken, { minLength: log.length, maxLength: log.length })
    .map((texts) =>
      log.map((event, i) =>
        event.type === 'turn.recorded' ? { ...event, data: { ...event.data, text: texts[i] } } : event,
      ),
    ),
);

it('signs are the same when the log comes shuffled, repeated, late, in pieces, and after a rebuild', async () => {
  const deliveries = wordyLog.chain((log) => fc.tuple(fc.constant(log), delivered(log).chain(inTwo)));
  await fc.assert(
    fc.asyncProperty(deliveries, async ([log, pieces]) => {
      const rows = await signsAfter([log]);
      expect(rows.length).toBeGreaterThan(0);
      expect(await signsAfter(pieces, true)).toEqual(rows);
      expect(await signsAfter(pieces)).toEqual(rows);
    }),
    { numRuns: 5 },
  );
}, 120_000);
