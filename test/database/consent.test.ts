import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consentScopes, overShared } from '../../backend/src/contract/consent.js';
import { createDataSource, migrate } from '../../backend/src/db/data-source.js';
import { sql } from '../../backend/src/db/sql.js';
import { Consent0010 } from '../../migrations/0010-consent.js';
import { openTestDatabase, setUpRoles, type TestDatabase } from '../support/database.js';
import { EventLog } from '../support/event-log.js';
import { openPipeline } from '../support/pipeline.js';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

/** Whoever may change the schema. */
const owner = () => createDataSource({ url: fixture.admin.url }).initialize();

const rows = () => fixture.database.query(sql`select * from consent order by at, event_uid`);

function logs() {
  const first = new EventLog('c-1').started(0, { bot: 'ada', customer: { id: 'zoe' } }).escalated(1, {
    handoff_id: 'h-1',
    consent_scopes: ['summary'],
    context: { transcript: 'all', phone: '1', summary: { situation: 's' } },
  });
  first.add('consent.changed', 5, { scopes: ['summary', 'entities'] });
  first.add('consent.changed', 5, { scopes: [], party: 'training' }, { sequence: '7' });
  const second = new EventLog('c-2').started(0);
  second.add('consent.changed', 9, { scopes: ['identity'], customer: { id: 'Zoe' } });
  return [...first.events, ...second.events];
}

test('what was consented to is derived, and derived anew to the same rows', async () => {
  const { follow, take } = openPipeline(fixture.database);
  await take(logs());
  const before = await rows();
  expect(before).toMatchObject([
    { party: null, scopes: ['summary', 'entities'], seq: 0, customer_key: null },
    { party: 'training', scopes: [], seq: 7, customer_key: null },
    { party: null, scopes: ['identity'], seq: 0 },
  ]);
  expect((before[2] as { customer_key: Buffer }).customer_key).toHaveLength(16);
  await follow.rebuild('episodes');
  expect(await rows()).toEqual(before);
});

test('while facts are derived anew, consent is known all the time', async () => {
  const { follow } = openPipeline(fixture.database);
  const before = await rows();
  // Another process holds the follower's lock between the reset and the first batch.
  const runAll = follow.runAll.bind(follow);
  let between: unknown;
  follow.runAll = async () => {
    between = await rows();
    await runAll();
  };
  await follow.rebuild('episodes');
  expect(between).toEqual(before);
});

describe('an installation from before consent was kept', () => {
  test('has after the migration what a rebuild would give', async () => {
    const { follow } = openPipeline(fixture.database);
    const before = await rows();
    const handoffs = sql`select over_shared from handoff`;
    const shared = await fixture.database.query(handoffs);
    expect(shared).toEqual([{ over_shared: ['phone', 'transcript'] }]);
    const admin = await owner();
    const runner = admin.createQueryRunner();
    await new Consent0010().down(runner);
    await runner.query(`delete from migration where name = 'Consent0000000000010'`);
    await runner.release();
    expect(await migrate(admin)).toEqual(['Consent0000000000010']);
    await setUpRoles(admin);
    expect(await fixture.database.query(handoffs)).toEqual(shared);
    await admin.destroy();
    expect(await rows()).toEqual(before);
    await follow.rebuild('episodes');
    expect(await rows()).toEqual(before);
  });

  test('leaves to the follower what it has not read yet', async () => {
    const { ledger } = openPipeline(fixture.database);
    const late = new EventLog('c-3').started(0);
    late.add('consent.changed', 99, { scopes: [] });
    await ledger.append(late.events);
    const before = await rows();
    const admin = await owner();
    const runner = admin.createQueryRunner();
    await new Consent0010().down(runner);
    await new Consent0010().up(runner);
    await runner.release();
    await setUpRoles(admin);
    await admin.destroy();
    expect(await rows()).toEqual(before);
    await openPipeline(fixture.database).take([]);
    expect(await rows()).toHaveLength(before.length + 1);
  });
});

test('the database and the page agree on what is over-shared', async () => {
  const fields = [
    'identity',
    'identity.verified',
    'phone',
    'transcript',
    'sentiment',
    'entities',
    'attempts',
    'failed_action',
    'sources',
    'intent',
    'confidence',
    'summary.situation',
    'summary.background',
    'summary.assessment',
    'summary.recommendation',
    'something else',
  ];
  const cases = fc.sample(
    fc.tuple(fc.option(fc.subarray([...consentScopes, 'name', ''])), fc.shuffledSubarray(fields)),
    { numRuns: 300, seed: 3 },
  );
  for (const [scopes, travelled] of [...cases, [[], fields] as const, [null, fields] as const]) {
    const row = await fixture.database.one<{ found: string[] }>(
      sql`select over_shared(${scopes}::text[], ${travelled}::text[]) as found`,
    );
    expect([scopes, travelled, row?.found]).toEqual([scopes, travelled, overShared(scopes, travelled)]);
  }
});
