import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { MetricDigest } from '../../backend/src/datasets/metric-digest.service.js';
import { Database, type Transaction } from '../../backend/src/db/database.js';
import { ConsentStore } from '../../backend/src/episodes/consent.store.js';
import { EpisodesFollower } from '../../backend/src/episodes/episodes.follower.js';
import { EpisodesStore } from '../../backend/src/episodes/episodes.store.js';
import { IssueStore } from '../../backend/src/episodes/issue.store.js';
import { EraserService } from '../../backend/src/erasure/eraser.service.js';
import { SubjectService } from '../../backend/src/erasure/subject.service.js';
import { batchSize } from '../../backend/src/follow/batches.js';
import { CursorStore } from '../../backend/src/follow/cursor.store.js';
import { fingerprintsOf } from '../../backend/src/follow/fingerprint.store.js';
import { FollowService } from '../../backend/src/follow/follow.service.js';
import { AssignStore } from '../../backend/src/gaps/assign.store.js';
import { DecisionStore } from '../../backend/src/gaps/decision.store.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { EmbeddingService } from '../../backend/src/gaps/embedding/embedding.service.js';
import { discoverGaps } from '../../backend/src/gaps/engine/discover.js';
import { EscalationStore } from '../../backend/src/gaps/escalation.store.js';
import { GapStore } from '../../backend/src/gaps/gap.store.js';
import { GuidanceStore } from '../../backend/src/gaps/guidance.store.js';
import { MapService } from '../../backend/src/gaps/map/map.service.js';
import { PlacementService } from '../../backend/src/gaps/placement.service.js';
import { LedgerStore } from '../../backend/src/ledger/ledger.store.js';
import { SequencerService } from '../../backend/src/ledger/sequencer.service.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { canaryEvents, crowd, findBytes } from '../support/erasure.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';

const opened: TestApp[] = [];
async function start(): Promise<TestApp> {
  const app = await startTestApp();
  opened.push(app);
  return app;
}
afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

const get = <T>(app: TestApp, token: new (...args: never[]) => T) => app.app.get<T>(token, { strict: false });
const eraserOf = (app: TestApp, id: string) => async () => {
  const admin = await app.as('admin');
  const answer = await admin('POST', '/api/ledger/erasures', { subject: { kind: 'customer', id } });
  if (answer.status !== 201 && answer.status !== 404) throw new Error(JSON.stringify(answer.body));
};

test('a batch that was read before the erasure writes nothing after it', async () => {
  const app = await start();
  const canary = canaryEvents('aheadzz');
  const filler = new EventLog('filler');
  for (let i = 0; i < batchSize; i += 1) filler.bot(0);
  const ledger = get(app, LedgerStore);
  await ledger.append(filler.events);
  await ledger.append(canary.events);
  await get(app, SequencerService).run();
  const eraser = get(app, EraserService);
  // Alone, without what follows from it: the follower under test is the one that goes on.
  const erase = () =>
    app.database.transaction(async (tx) => {
      await eraser.standStill(tx);
      const target = await get(app, SubjectService).resolve({ kind: 'customer', id: canary.customer }, tx);
      await eraser.erase(target, { eventId: 'e-1', replayed: true }, tx);
    });
  let calls = 0;
  // Between the first batch, while whose writing the second is read, and the second.
  const between = Object.assign(Object.create(app.database) as Database, {
    async tryLock<T>(name: string, work: (tx: Transaction) => Promise<T>) {
      calls += 1;
      if (calls === 2) {
        await new Promise((done) => setTimeout(done, 500));
        await erase();
      }
      return app.database.tryLock(name, work);
    },
  });
  const follow = new FollowService(between, ledger, new CursorStore(app.database), Date.now);
  const consent = new ConsentStore(app.database);
  follow.register(new EpisodesFollower(follow, ledger, new EpisodesStore(), new IssueStore(), consent));
  await follow.runAll();
  expect(calls).toBeGreaterThanOrEqual(2);
  expect(await findBytes(app.database, canary.words)).toEqual([]);
  await get(app, ScheduleService).runPipeline();
  expect(await findBytes(app.database, canary.words)).toEqual([]);
});

test('what discovery found in words that are erased meanwhile is not kept', async () => {
  const app = await start();
  const canary = canaryEvents('findzz');
  await takeEvents(app, [...canary.events, ...crowd(30)]);
  const erase = eraserOf(app, canary.customer);
  let meanwhile = erase;
  const discovery = new DiscoveryService(
    app.database,
    new EscalationStore(app.database),
    new GapStore(app.database),
    get(app, DecisionStore),
    get(app, PlacementService),
    get(app, GuidanceStore),
    get(app, AssignStore),
    get(app, MapService),
    get(app, EmbeddingService),
    Date.now,
    async (found) => {
      await meanwhile();
      return discoverGaps(found);
    },
  );
  expect(await discovery.run()).toBe(false);
  expect(await new GapStore(app.database).lastRun()).toBeUndefined();
  meanwhile = async () => {};
  expect(await discovery.run()).toBe(true);
  expect(await findBytes(app.database, canary.words)).toEqual([]);
});

test('a dataset that is built while somebody in it is erased is built without them', async () => {
  const app = await start();
  const canary = canaryEvents('buildzz');
  await takeEvents(app, [...canary.events, ...crowd(30)]);
  await get(app, DiscoveryService).run();
  const digest = get(app, MetricDigest);
  const read = digest.read.bind(digest);
  let erased = false;
  digest.read = async (request) => {
    if (!erased) await eraserOf(app, canary.customer)();
    erased = true;
    return read(request);
  };
  const trainer = await app.as('trainer');
  const built = await trainer<{ examples: number }>('POST', '/api/datasets', { name: 'Meanwhile' });
  expect(built.status).toBe(201);
  expect(built.body.examples).toBeGreaterThan(0);
  expect(await findBytes(app.database, canary.words)).toEqual([]);
});

type Step = 'some' | 'late' | 'again' | 'follow' | 'erase' | 'both';

test('in whatever order events come, late ones too, and erasures, nothing is left of the last one', async () => {
  const app = await start();
  await takeEvents(app, crowd(8));
  const follow = get(app, FollowService);
  const schedule = get(app, ScheduleService);
  let run = 0;
  const steps = fc.array(fc.constantFrom<Step>('some', 'late', 'again', 'follow', 'erase', 'both'), {
    minLength: 3,
    maxLength: 9,
  });
  await fc.assert(
    fc.asyncProperty(steps, fc.infiniteStream(fc.nat(1000)), async (order, random) => {
      run += 1;
      const canary = canaryEvents(`prop${'abcdefghijklmnopq'[run]}zz`);
      const erase = eraserOf(app, canary.customer);
      const send = await app.withKey('ingest');
      let sent = 0;
      const give = async (events: readonly CloudEvent[]) => {
        const answer = await send('POST', '/api/events', events);
        if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      };
      const pick = (share: number) =>
        canary.events
          .filter(() => (random.next().value ?? 0) < share)
          .map((event) => ({ ...event, id: `r${run}-${sent++}` }));
      for (const step of order) {
        if (step === 'some') await give(pick(600));
        if (step === 'late') await give(pick(300).toReversed());
        if (step === 'again')
          await give(canary.events.map((event) => ({ ...event, id: `r${run}-${event.id}` })));
        if (step === 'follow') await schedule.runPipeline();
        if (step === 'erase') await erase();
        if (step === 'both') await Promise.all([give(pick(800)), erase(), follow.runAll()]);
      }
      // A conversation belongs to its customer once an event says so, if only the last one.
      await give(
        canary.events
          .filter(({ type }) => type === 'conversation.started')
          .map((event) => ({ ...event, id: `r${run}-last-${event.id}` })),
      );
      await erase();
      await schedule.runPipeline();
      expect(await findBytes(app.database, canary.words)).toEqual([]);
    }),
    { numRuns: 8 },
  );
  const admin = await app.as('admin');
  const { body } = await admin<{ problems: unknown[] }>('POST', '/api/ledger/verification');
  expect(body.problems).toEqual([]);
  const left = await fingerprintsOf(app.database, follow.tables);
  await follow.rebuild();
  expect(await fingerprintsOf(app.database, follow.tables)).toEqual(left);
});
