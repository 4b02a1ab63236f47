import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDataSource } from '../../backend/src/db/data-source.js';
import { sql } from '../../backend/src/db/sql.js';
import { predicateOf } from '../../backend/src/metrics/plan.js';
import { MoreMetrics0013 } from '../../migrations/0013-metrics.js';
import { HeldFacts0020 } from '../../migrations/0020-held-facts.js';
import { Secrets0028 } from '../../migrations/0028-secrets.js';
import { MoreHandoffFacts0031 } from '../../migrations/0031-more-handoff-facts.js';
import { ChangedMoments0034 } from '../../migrations/0034-changed-moments.js';
import { openTestDatabase, setUpRoles, type TestDatabase } from '../support/database.js';
import { EventLog, minute } from '../support/event-log.js';
import { dumpFacts, openPipeline, takeDirtyBuckets } from '../support/pipeline.js';
import { randomLog } from '../support/random-log.js';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterAll(() => fixture.close());

test('an installation from before derives its facts anew, and keeps meanwhile what customers allowed', async () => {
  const { take, follow } = openPipeline(fixture.database);
  const [log = []] = fc.sample(randomLog({ conversations: 20 }), { numRuns: 1, seed: 5 });
  const refusal = new EventLog('c-1').started(0).add('consent.changed', 5, { scopes: [] });
  await take([...log, ...refusal.events]);
  const before = await dumpFacts(fixture.database);
  expect(before).toContain('survey');
  const owner = await createDataSource({ url: fixture.admin.url, poolSize: 2 }).initialize();
  const runner = owner.createQueryRunner();
  const since = [
    new MoreMetrics0013(),
    new HeldFacts0020(),
    new Secrets0028(),
    new MoreHandoffFacts0031(),
    new ChangedMoments0034(),
  ];
  for (const migration of since.toReversed()) await migration.down(runner);
  for (const migration of since) await migration.up(runner);
  await runner.release();
  await setUpRoles(owner);
  await owner.destroy();
  expect(await fixture.database.query(sql`select from handoff`)).toEqual([]);
  expect((await fixture.database.query(sql`select from consent`)).length).toBeGreaterThan(0);
  await follow.runAll();
  expect(await dumpFacts(fixture.database)).toBe(before);
});

test('a matter brought up again is linked in both conversations, and the bucket of the earlier one is marked', async () => {
  const { take } = openPipeline(fixture.database);
  const who = { bot: 'ada', customer: { id: 'yuki' } };
  const first = new EventLog('first').started(20_000, who).customer(20_001, { intent: 'refund' });
  const second = new EventLog('second').started(26_000, who).customer(26_001, { intent: 'refund' });
  await take(first.ended(20_010, { resolved: 'confirmed' }).events);
  await takeDirtyBuckets(fixture.database);
  await take(second.events);
  const rows = await fixture.database.query(sql`
    select same_before_at, same_after_at, contact_resolved
    from episode
    where started_at >= ${new Date(minute(20_000))}
    order by started_at`);
  expect(rows).toEqual([
    { same_before_at: null, same_after_at: new Date(minute(26_000)), contact_resolved: true },
    { same_before_at: new Date(minute(20_000)), same_after_at: null, contact_resolved: false },
  ]);
  const bucket = (at: number) =>
    `episode ${new Date(Math.floor(minute(at) / 900_000) * 900_000).toISOString()}`;
  expect(await takeDirtyBuckets(fixture.database)).toEqual([bucket(20_000), bucket(26_000)]);
});

test('what a reviewer found done is not leaked, though nobody knows when it was done', async () => {
  const { take } = openPipeline(fixture.database);
  const escalated = (name: string) =>
    new EventLog(name)
      .started(60_000)
      .escalated(60_001, { handoff_id: name, required_actions: [{ id: 'r', kind: 'refund' }] });
  const judged = escalated('judged').add('action.recorded', 60_500, {
    handoff_id: 'judged',
    action_id: 'r',
    kind: 'refund',
    evidence: 'reviewer',
    result: 'correct',
  });
  await take([...judged.events, ...escalated('unjudged').events]);
  // As its buckets would be numbered after somebody was said to have acted.
  await fixture.admin.database.query(
    sql`insert into acting_source select source from handoff on conflict do nothing`,
  );
  const watermark = new Date(minute(90_000));
  const rows = await fixture.database.query(sql`
    select first_action_at, (${predicateOf('leakage_rate', 'numerator', watermark)}) as leaked
    from handoff
    where initiated_at = ${new Date(minute(60_001))}
    order by leaked`);
  expect(rows).toEqual([
    { first_action_at: null, leaked: false },
    { first_action_at: null, leaked: true },
  ]);
});
