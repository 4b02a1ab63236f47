import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { sql } from '../../backend/src/db/sql.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { EventLog, minute } from '../support/event-log.js';
import { dumpFacts, openPipeline, type Pipeline, takeDirtyBuckets } from '../support/pipeline.js';
import { delivered, randomLog } from '../support/random-log.js';

const open: TestDatabase[] = [];
async function deployment(): Promise<Pipeline & { database: TestDatabase['database'] }> {
  const test = await openTestDatabase();
  open.push(test);
  return { ...openPipeline(test.database), database: test.database };
}
afterEach(async () => {
  for (const test of open.splice(0)) await test.close();
});

const bucketOf = (minutes: number) => new Date(Math.floor(minute(minutes) / 900_000) * 900_000).toISOString();

async function factsAfter(...deliveries: readonly (readonly CloudEvent[])[]): Promise<string> {
  const { take, database } = await deployment();
  for (const events of deliveries) await take(events);
  return dumpFacts(database);
}

/** Cuts a list at random places. */
const inPieces = <T>(list: readonly T[]): fc.Arbitrary<T[][]> =>
  fc.array(fc.integer({ min: 0, max: list.length }), { maxLength: 4 }).map((cuts) => {
    const places = [0, ...cuts.sort((a, b) => a - b), list.length];
    return places.slice(1).map((place, index) => list.slice(places[index], place));
  });

describe('the facts', () => {
  it('are byte for byte the same when the log comes shuffled, repeated, late and in pieces', async () => {
    const deliveries = randomLog({ conversations: 8 }).chain((log) =>
      fc.tuple(fc.constant(log), delivered(log).chain(inPieces)),
    );
    await fc.assert(
      fc.asyncProperty(deliveries, async ([log, pieces]) => {
        expect(await factsAfter(...pieces)).toBe(await factsAfter(log));
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it('are the same after a rebuild', async () => {
    const { take, database, follow } = await deployment();
    for (const log of fc.sample(randomLog(), { numRuns: 5, seed: 7 }).map(renumber)) await take(log);
    const before = await dumpFacts(database);
    expect(before).toContain('handoff');
    await follow.rebuild();
    expect(await dumpFacts(database)).toBe(before);
    expect(await follow.lags()).toMatchObject([{ name: 'episodes', lag: 0 }]);
  });

  it('say how much of the required context travelled', async () => {
    const { take, database } = await deployment();
    const contexts = {
      nothing: { phone: '+1 555 0100' },
      part: { phone: '+1 555 0100', intent: 'refund' },
      whole: {
        ...{ identity: { verified: true, name: 'Zoe' }, intent: 'refund', confidence: 0.4, sentiment: 0 },
        ...{
          entities: { order: '7' },
          transcript: 'so far',
          attempts: [{ action: 'order.find' }],
          sources: ['faq'],
        },
        summary: { situation: 's', background: 'b', assessment: 'a', recommendation: 'r' },
      },
    };
    const logs = Object.entries(contexts).map(([name, context], i) =>
      new EventLog(name, 'shop').started(i).escalated(i + 1, { handoff_id: name, context }),
    );
    await take(logs.flatMap(({ events }) => events));
    const found = await database.query(
      sql`select handoff_id, context_kind from handoff order by initiated_at`,
    );
    expect(found).toEqual(Object.keys(contexts).map((name) => ({ handoff_id: name, context_kind: name })));
  });

  it('move to the customer who becomes known late, and so do the callbacks', async () => {
    const { take, database } = await deployment();
    const first = new EventLog('c-1').started(0).customer(1).escalated(2).accepted(3);
    const second = new EventLog('c-2').customer(600).bot(601);
    await take([...first.events, ...second.events]);
    expect(await database.query(sql`select from handoff where callback_at is not null`)).toHaveLength(0);
    const known = { customer: { id: 'zoe' } };
    await take([
      ...first.started(1, known).events.slice(-1),
      ...second.started(602, { ...known, bot: 'ada' }).events.slice(-1),
    ]);
    const [handoff] = await database.query<{ callback_at: Date }>(sql`select callback_at from handoff`);
    expect(handoff?.callback_at.getTime()).toBe(minute(600));
    const customers = await database.query(sql`
      select customer_key from conversation
      union select customer_key from episode
      union select customer_key from handoff
      union select customer_key from contact`);
    expect(customers).toHaveLength(1);
  });

  it('become a repeat when the contact before them arrives late, and the bucket is marked', async () => {
    const { take, database } = await deployment();
    const who = { bot: 'ada', customer: { id: 'zoe' } };
    const second = new EventLog('late-second')
      .started(90_000, who)
      .customer(90_001)
      .escalated(90_002, { handoff_id: 'late-second' });
    await take(second.events);
    const kind = () => database.query(sql`select contact_kind from handoff where handoff_id = 'late-second'`);
    expect(await kind()).toEqual([{ contact_kind: 'first' }]);
    await takeDirtyBuckets(database);
    await take(new EventLog('late-first').started(85_000, who).customer(85_001).events);
    expect(await kind()).toEqual([{ contact_kind: 'repeat' }]);
    const dirty = await takeDirtyBuckets(database);
    expect(dirty.filter((bucket) => bucket.startsWith('handoff'))).toHaveLength(1);
  });

  it('credit a callback that came before the handoff’s own events', async () => {
    const { take, database } = await deployment();
    const who = { bot: 'ada', customer: { id: 'zoe' } };
    const first = new EventLog('c-1').started(0, who).customer(1).escalated(2);
    const second = new EventLog('c-2').started(600, who).customer(601);
    await take(second.events);
    await take(first.events);
    const [row] = await database.query<{ callback_reasons: string[] }>(
      sql`select callback_reasons from handoff where callback_at is not null`,
    );
    expect(row?.callback_reasons).toEqual(['leaked', 'answered_late', 'context_lost']);
  });

  it('keep the first announcement of a bot’s version', async () => {
    const { take, database } = await deployment();
    const release = (at: number, dataset_version: string): CloudEvent => {
      const log = new EventLog(`r-${at}`).add('bot.released', at, {
        bot: 'ada',
        version: '2',
        dataset_version,
      });
      const { subject, ...event } = log.events[0] as CloudEvent;
      return event as CloudEvent;
    };
    await take([release(9, 'late')]);
    await take([release(5, 'first'), release(7, 'second')]);
    const rows = await database.query(sql`select version, dataset_version from release`);
    expect(rows).toEqual([{ version: '2', dataset_version: 'first' }]);
  });
});

/** Several random logs in one ledger: their conversations must not be the same. */
function renumber(log: CloudEvent[], number: number): CloudEvent[] {
  return log.map((event) => ({
    ...event,
    id: `${number}.${event.id}`,
    subject: `${number}.${event.subject}`,
  }));
}

describe('the buckets to be summed', () => {
  const finished = (id: string, at: number) =>
    new EventLog(id)
      .started(at)
      .customer(at + 1)
      .ended(at + 2);

  it('are those of the rows that are new', async () => {
    const { take, database } = await deployment();
    await take(finished('c-1', 3).escalated(20).acted(40, { action_id: 'a', handoff_id: 'h-1' }).events);
    expect(await takeDirtyBuckets(database)).toEqual(
      [
        `action ${bucketOf(20)}`,
        `episode ${bucketOf(3)}`,
        `episode ${bucketOf(20)}`,
        `handoff ${bucketOf(20)}`,
      ].sort(),
    );
  });

  it('are exactly those that a backfill of old data touches', async () => {
    const { take, database } = await deployment();
    await take([...finished('c-1', 3).events, ...finished('c-2', 4000).events]);
    await takeDirtyBuckets(database);
    await take(finished('c-3', -90_000).events);
    expect(await takeDirtyBuckets(database)).toEqual([`episode ${bucketOf(-90_000)}`]);
  });

  it('are none when nothing that counts has changed', async () => {
    const { take, database } = await deployment();
    const log = finished('c-1', 3);
    await take(log.events);
    await takeDirtyBuckets(database);
    await take(log.add('consent.changed', 30, { scopes: ['service'] }).events);
    expect(await takeDirtyBuckets(database)).toEqual([]);
  });

  it('are the old and the new one of a row that moves', async () => {
    const { take, database } = await deployment();
    const log = finished('c-1', 30);
    await take(log.events);
    await takeDirtyBuckets(database);
    await take(log.started(1).events);
    expect(await takeDirtyBuckets(database)).toEqual([`episode ${bucketOf(1)}`, `episode ${bucketOf(30)}`]);
  });

  it('include the handoff that a later contact credits', async () => {
    const { take, database } = await deployment();
    const who = { bot: 'ada', customer: { id: 'zoe' } };
    await take(new EventLog('c-1').started(0, who).customer(1).escalated(2).events);
    await takeDirtyBuckets(database);
    await take(new EventLog('c-2').started(600, who).events);
    expect(await takeDirtyBuckets(database)).toEqual([`episode ${bucketOf(600)}`, `handoff ${bucketOf(2)}`]);
  });
});

describe('the followers', () => {
  it('stop where the ledger ends, and remember how far the data reaches', async () => {
    const { take, database, follow } = await deployment();
    await take(new EventLog().started(0).customer(7).events);
    await follow.runAll();
    const [row] = await database.query<{ cursor: number; watermark_at: Date }>(
      sql`select cursor, watermark_at from follower where name = 'episodes'`,
    );
    expect(row).toEqual({ cursor: 2, watermark_at: new Date(minute(7)) });
  });

  it('never say that the data reaches beyond the clock', async () => {
    const { take, database } = await deployment();
    await take(new EventLog().add('conversation.started', 5_000_000, {}).events);
    const [row] = await database.query<{ watermark_at: Date }>(sql`select watermark_at from follower`);
    expect(row?.watermark_at).toEqual(new Date('2026-12-01T00:00:00Z'));
  });

  it('may run in several processes at once', async () => {
    const { take, database, ledger, follow } = await deployment();
    const log = fc.sample(randomLog({ conversations: 20 }), { numRuns: 1, seed: 3 })[0] ?? [];
    await take(log.slice(0, 1));
    await ledger.append(log);
    await Promise.all([take([]), take([]), follow.runAll(), follow.runAll()]);
    await take([]);
    expect(await dumpFacts(database)).toBe(await factsAfter(log));
  });
});
