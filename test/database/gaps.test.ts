import { afterEach, expect, test } from 'vitest';
import { loadConfig } from '../../backend/src/config.js';
import { datasetRequest } from '../../backend/src/contract/datasets.js';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { assembleExamples } from '../../backend/src/datasets/assemble.js';
import { DatasetStore } from '../../backend/src/datasets/dataset.store.js';
import type { Database } from '../../backend/src/db/database.js';
import { sql } from '../../backend/src/db/sql.js';
import { AssignService } from '../../backend/src/gaps/assign.service.js';
import { AssignStore } from '../../backend/src/gaps/assign.store.js';
import { DecisionStore } from '../../backend/src/gaps/decision.store.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { EmbeddingService } from '../../backend/src/gaps/embedding/embedding.service.js';
import { EmbeddingStore } from '../../backend/src/gaps/embedding/embedding.store.js';
import {
  type DiscoverOptions,
  type Discovery,
  discoverGaps,
} from '../../backend/src/gaps/engine/discover.js';
import type { Escalation } from '../../backend/src/gaps/engine/escalation.js';
import { EscalationStore } from '../../backend/src/gaps/escalation.store.js';
import { GapStore } from '../../backend/src/gaps/gap.store.js';
import { GapPageStore } from '../../backend/src/gaps/gap-page.store.js';
import { GapsFollower } from '../../backend/src/gaps/gaps.follower.js';
import { GuidanceStore } from '../../backend/src/gaps/guidance.store.js';
import { LabelStore } from '../../backend/src/gaps/label.store.js';
import { MapService } from '../../backend/src/gaps/map/map.service.js';
import { MapStore } from '../../backend/src/gaps/map/map.store.js';
import { MembershipStore } from '../../backend/src/gaps/membership.store.js';
import { PlacementService } from '../../backend/src/gaps/placement.service.js';
import { PlacementStore } from '../../backend/src/gaps/placement.store.js';
import { RemadeStore } from '../../backend/src/gaps/remade.store.js';
import { TitleStore } from '../../backend/src/gaps/titles/title.store.js';
import { openTestDatabase } from '../support/database.js';
import { escalationLogs } from '../support/escalation-log.js';
import { EventLog } from '../support/event-log.js';
import { openPipeline } from '../support/pipeline.js';
import { shuffled } from '../support/sample-escalations.js';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

async function openGaps(
  discover: (found: readonly Escalation[], options?: DiscoverOptions) => Discovery = discoverGaps,
) {
  const { database, close } = await openTestDatabase();
  opened.push(close);
  let now = Date.parse('2026-12-01T00:00:00Z');
  const config = loadConfig({});
  const pipeline = openPipeline(database);
  const escalations = new EscalationStore(database);
  const decisions = new DecisionStore(database);
  const [placements, remade, news] = [new PlacementStore(), new RemadeStore(), new AssignStore(database)];
  const labels = new LabelStore();
  const map = new MapService(new MapStore(database));
  const placement = new PlacementService(decisions, placements, remade, map);
  const embeddings = new EmbeddingService(
    database,
    new EmbeddingStore(database),
    pipeline.keyring,
    () => now,
    {
      embeddings: undefined,
    },
  );
  const assigning = new AssignService(database, news, placements, embeddings);
  pipeline.follow.register(
    new GapsFollower(
      pipeline.follow,
      pipeline.ledger,
      escalations,
      decisions,
      labels,
      placement,
      news,
      embeddings,
      new TitleStore(database),
      config,
    ),
  );
  const discovery = new DiscoveryService(
    database,
    escalations,
    new GapStore(database),
    decisions,
    placement,
    new GuidanceStore(labels),
    news,
    map,
    embeddings,
    () => now,
    async (found, _signal, options) => discover(found, options),
  );
  const wait = (ms: number) => {
    now += ms;
  };
  return { database, ...pipeline, discovery, assigning, wait };
}

async function dump(database: Database, ...tables: string[]): Promise<string> {
  const parts: string[] = [];
  for (const table of tables) {
    const rows = await database.query<{ row: string }>(
      sql`select t::text as row from ${sql.ident(table)} as t order by 1`,
    );
    parts.push(table, ...rows.map(({ row }) => row));
  }
  return parts.join('\n');
}

async function exportLines(database: Database): Promise<string> {
  const request = datasetRequest.parse({ name: 'All' });
  const found = await database.transaction((tx) => new DatasetStore(database).candidates(request, tx));
  const { examples } = assembleExamples(
    found.map(({ candidate }) => candidate),
    request,
  );
  return examples.map((example) => JSON.stringify(example)).join('\n');
}

const logs = escalationLogs(120);

test('the same events, in any order, repeated and in pieces, give the same escalations, gaps and examples', async () => {
  const one = await openGaps();
  await one.take(logs.flat());
  await one.discovery.run();
  const escalations = await dump(one.database, 'escalation');
  const gaps = await dump(one.database, 'gap', 'gap_member');
  const lines = await exportLines(one.database);
  expect(gaps.split('\n').length).toBeGreaterThan(50);
  expect(lines.split('\n').length).toBeGreaterThan(50);

  const other = await openGaps();
  const mixed: CloudEvent[] = shuffled(logs.flat(), 4);
  for (let at = 0; at < mixed.length; at += 90)
    await other.take([...mixed.slice(at, at + 90), ...mixed.slice(0, 5)]);
  await other.discovery.run();
  expect(await dump(other.database, 'escalation')).toBe(escalations);
  expect(await dump(other.database, 'gap', 'gap_member')).toBe(gaps);
  expect(await exportLines(other.database)).toBe(lines);
});

test('a rebuild gives identical escalations and keeps the gaps', async () => {
  const { database, take, follow, discovery } = await openGaps();
  await take(logs.flat());
  await discovery.run();
  const before = await dump(database, 'escalation', 'gap', 'gap_member', 'gap_run');
  await follow.rebuild();
  expect(await discovery.run()).toBe(false);
  expect(await dump(database, 'escalation', 'gap', 'gap_member', 'gap_run')).toBe(before);
});

test('the main gap of every need keeps its id when a tenth more arrives', async () => {
  const { database, take, discovery } = await openGaps();
  const mainGaps = () =>
    database.query<{ resolved_intent: string; gap_id: string }>(sql`
      select resolved_intent, mode() within group (order by gap_id) as gap_id
      from gap_member
      join escalation using (handoff_key)
      where resolved_intent is not null
      group by resolved_intent
      order by resolved_intent`);
  await take(logs.flat());
  await discovery.run();
  const before = await mainGaps();
  expect(before).toHaveLength(4);
  await take(escalationLogs(12, 120).flat());
  expect(await discovery.run()).toBe(true);
  expect(await mainGaps()).toEqual(before);
  const [first] = await database.query<{ event: string }>(sql`select event from gap_event order by id`);
  expect(first?.event).toBe('new');
});

test('looks for gaps again when there is enough that is new, and not all the time', async () => {
  const { take, discovery, wait } = await openGaps();
  expect(await discovery.runIfDue()).toBe(false);
  await take(logs.slice(0, 100).flat());
  expect(await discovery.runIfDue()).toBe(true);
  wait(3_600_000);
  expect(await discovery.runIfDue()).toBe(false);
  await take(logs.slice(100, 101).flat());
  expect(await discovery.runIfDue()).toBe(false);
  await take(logs.slice(101).flat());
  expect(await discovery.runIfDue()).toBe(true);
  await take(escalationLogs(10, 120).flat());
  expect(await discovery.runIfDue()).toBe(false);
  wait(3_600_000);
  expect(await discovery.runIfDue()).toBe(true);
});

test('new escalations go into the gap of their need before the next run, and the same way whatever comes with them', async () => {
  const { database, take, discovery, assigning } = await openGaps();
  const mainGaps = () =>
    database.query<{ resolved_intent: string; gap_id: string; n: number }>(sql`
      select resolved_intent, gap_id, count(*) as n
      from gap_member
      join escalation using (handoff_key)
      where resolved_intent is not null
      group by 1, 2
      order by 1, 2`);
  await take(logs.flat());
  expect(await assigning.run()).toBe(0);
  await discovery.run();
  const before = await mainGaps();
  await take(escalationLogs(24, 120).flat());
  expect(await assigning.run()).toBeGreaterThan(10);
  const after = await mainGaps();
  expect(after.map(({ resolved_intent, gap_id }) => [resolved_intent, gap_id])).toEqual(
    before.map(({ resolved_intent, gap_id }) => [resolved_intent, gap_id]),
  );
  expect(await assigning.run()).toBe(0);
  const strange = new EventLog('odd', 'shop')
    .started(9_000, { bot: 'ada' })
    .customer(9_001, { text: 'purple elephants dance quietly' })
    .escalated(9_002, { handoff_id: 'odd', reasons: ['no_match'] });
  await take(strange.events);
  expect(await assigning.run()).toBe(0);
});

test('an escalation with two needs is in one gap and also in the other', async () => {
  let both = '';
  const { database, take, discovery } = await openGaps((found, options) => {
    const { gaps, ...rest } = discoverGaps(found, options);
    both = gaps[0]?.members[0]?.handoffKey ?? '';
    gaps[1]?.also.push({ handoffKey: both, similarity: 0.9 });
    return { gaps, ...rest };
  });
  await take(logs.flat());
  await discovery.run();
  const gapOf = () => new MembershipStore(database).gapOf(Buffer.from(both, 'base64url'));
  const alsoOf = (id: string) => new GapPageStore(database).also(id);
  const [other] = (await gapOf())?.alsoIn ?? [];
  expect(other?.id).not.toBe((await gapOf())?.id);
  expect(await alsoOf(other?.id ?? '')).toBe(1);
});

test('an escalation keeps what was said before it, masked, and what was done after it', async () => {
  const { database, take } = await openGaps();
  const told = new EventLog('told', 'shop')
    .started(0, { bot: 'ada' })
    .customer(1, { text: 'My card 4242 4242 4242 4242 was stolen' })
    .bot(2, { text: 'Which card?' })
    .customer(3, { text: 'ok' })
    .customer(4, { text: 'the blue one' })
    .customer(5, { text: 'write to me@example.com' })
    .escalated(6, { handoff_id: 'a', reasons: ['action_failed'] })
    .customer(7, { text: 'are you there?' })
    .transferred(8, { handoff_id: 'b' })
    .resolved(
      9,
      { intent: 'lost_card', steps: ['call +49 30 12345678', 'block it'], words: 'It is blocked' },
      'b',
    )
    .returned(10, { handoff_id: 'c' })
    .escalated(12, { handoff_id: 'd', context: { summary: { situation: 'Wants a new card' } } });
  const success = new EventLog('sale', 'shop').started(0).customer(1, { text: 'buy' }).escalated(2, {
    handoff_id: 's',
    purpose: 'success',
  });
  await take([...told.events, ...success.events]);
  const rows = await database.query(sql`
    select text, masked, steps, words, resolved_intent, reason
    from escalation
    order by at`);
  expect(rows).toEqual([
    {
      text: 'My card <card> was stolen\nthe blue one\nwrite to <email>',
      masked: { card: 1, email: 1 },
      steps: ['call <phone>', 'block it'],
      words: 'It is blocked',
      resolved_intent: 'lost_card',
      reason: 'action_failed',
    },
    {
      text: 'Wants a new card',
      masked: {},
      steps: [],
      words: null,
      resolved_intent: null,
      reason: null,
    },
  ]);
});

test('a source without words has escalations, but none in a gap', async () => {
  const { database, take, discovery } = await openGaps();
  const silent = Array.from({ length: 20 }, (_, i) =>
    new EventLog(`s-${i}`, 'voice')
      .started(i, { bot: 'ada' })
      .customer(i + 1)
      .escalated(i + 2, { handoff_id: `s-${i}` }),
  );
  await take(silent.flatMap((log) => log.events));
  await discovery.run();
  const run = await database.one(sql`select escalations, in_gaps, noise, without_text from gap_run`);
  expect(run).toEqual({ escalations: 20, in_gaps: 0, noise: 0, without_text: 20 });
});
