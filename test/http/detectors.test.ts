import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type DetectorName, detectorNames, detectorOf } from '../../backend/src/contract/detectors.js';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { fingerprintsOf } from '../../backend/src/follow/fingerprint.store.js';
import { FollowService } from '../../backend/src/follow/follow.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { EventLog } from '../support/event-log.js';
import { randomLog } from '../support/random-log.js';
import { takeEvents } from '../support/sample-app.js';
import { beside, wrong } from '../support/wrong-logs.js';

type Detectors = AnswerOf<typeof routes.detectorList>;
type List = AnswerOf<typeof routes.handoffList>;
type Episodes = AnswerOf<typeof routes.episodeList>;
type Sources = AnswerOf<typeof routes.sourceFaults>;

let app: TestApp;
let viewer: Call;
const range = 'from=2025-12-01T00:00:00Z&to=2026-06-01T00:00:00Z';

const written = (name: DetectorName, at: number, source = 'written') =>
  wrong[name](new EventLog(`${source}-${name}`, source).started(at, { bot: 'ada' }), at + 1).events;

beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.parse('2026-06-01T00:00:00Z') });
  viewer = await app.as('viewer');
  const noise = fc.sample(randomLog({ conversations: 30 }), { numRuns: 3, seed: 7 });
  const noisy = noise.flatMap((log, run) =>
    log.map((event) => ({ ...event, id: `${run}.${event.id}`, subject: `${run}.${event.subject}` })),
  );
  // Later events, so that every horizon of the written ones has passed.
  const late = new EventLog('late', 'other').started(10_000).ended(10_001).events;
  const all = detectorNames.flatMap((name, i) => [
    ...written(name, i * 60),
    ...(beside[name]?.(i * 60 + 1) ?? []).flatMap(({ events }) => events),
  ]);
  await takeEvents(app, [...all, ...noisy, ...late] as CloudEvent[]);
});
afterAll(() => app.close());

const get = async <T>(path: string) => {
  const answer = await viewer<T>('GET', path);
  if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const listOf = (name: DetectorName) => `/api/${detectorOf(name).population}s?detector=${name}&${range}`;

describe('each detector', () => {
  it.each(detectorNames)('%s finds what is written for it', async (name) => {
    const rows = await get<List | Episodes>(`${listOf(name)}&source=written&limit=200`);
    const conversations = rows.items.map((row) => row.conversationId);
    expect(conversations).toContain(`written-${name}`);
  });

  it('does not find what went well', async () => {
    const good = new EventLog('good', 'good')
      .started(0, { bot: 'ada', customer: { id: 'zoe' } })
      .customer(1, { text: 'my parcel did not arrive', intent: 'late', confidence: 0.9, sentiment: 0.1 })
      .bot(2, { text: 'I look at it.', action: 'order.find' })
      .escalated(3, {
        handoff_id: 'good-h',
        reasons: ['policy_rule'],
        fallback: 'desk',
        context: {
          identity: { verified: true },
          intent: 'late',
          confidence: 0.9,
          sentiment: 0.1,
          transcript: 'my parcel did not arrive\nI look at it.',
          summary: { situation: 'A parcel is late.' },
          attempts: ['order.find'],
        },
        required_actions: [{ id: 'a' }],
      })
      .accepted(4, 'good-h')
      .human(5, { text: 'I see that your parcel is late.' })
      .acted(6, { action_id: 'a', handoff_id: 'good-h' })
      .resolved(20, { repeated: [] }, 'good-h')
      .ended(21);
    await takeEvents(app, good.events);
    const { detectors } = await get<Detectors>(`/api/detectors?${range}&source=good`);
    expect(detectors.filter(({ numerator }) => numerator > 0)).toEqual([]);
    expect(detectors.filter(({ denominator }) => denominator > 0).length).toBeGreaterThan(9);
  });

  it('counts the rows that its list has, under every filter', async () => {
    for (const filter of [
      '',
      '&source=written',
      '&bot=(none)&source=source-1',
      '&channel=voice&channel=chat',
    ]) {
      const { detectors } = await get<Detectors>(`/api/detectors?${range}${filter}`);
      expect(detectors.map(({ detector }) => detector)).toEqual([...detectorNames]);
      for (const { detector, numerator, denominator, all } of detectors) {
        for (const [part, counted] of [
          ['numerator', numerator],
          ['denominator', denominator],
        ] as const) {
          const rows = await get<List>(`${listOf(detector)}&part=${part}${filter}`);
          expect([detector, part, filter, rows.total]).toEqual([detector, part, filter, counted]);
        }
        expect(numerator).toBeLessThanOrEqual(denominator);
        expect(denominator).toBeLessThanOrEqual(all);
      }
    }
  }, 60_000);

  it('gives every row once, page by page: the export reads the same list', async () => {
    const all = await get<List>(`${listOf('no_fallback')}&limit=200`);
    const keys: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: List = await get<List>(`${listOf('no_fallback')}&limit=7${next && `&cursor=${next}`}`);
      keys.push(...page.items.map(({ key }) => key));
      next = page.next;
    }
    expect(keys).toEqual(all.items.map(({ key }) => key));
    expect(keys).toHaveLength(all.total);
  });

  it('is refused as a list of the other population', async () => {
    expect((await viewer('GET', `/api/handoffs?detector=promise&${range}`)).status).toBe(400);
    expect((await viewer('GET', `/api/episodes?detector=orphan&${range}`)).status).toBe(400);
  });
});

describe('sources', () => {
  const days = (first: number, count: number, write: (log: EventLog, at: number, n: number) => EventLog) =>
    Array.from({ length: count }, (_, n) => {
      const at = (first + (n % 20)) * 1440 + n;
      return write(new EventLog(`d-${first}-${n}`, 'drifts').started(at, { bot: 'ada' }), at + 1, n).events;
    }).flat();
  /** Day 0 is 2 March. */
  const window = 'from=2026-04-01T00:00:00Z&to=2026-05-01T00:00:00Z';

  test('that send other fields than they used to are named, with what moved', async () => {
    const before = days(0, 60, (log, at, n) =>
      log.customer(at, {
        confidence: 0.5,
        ...(n % 2 === 0 && { sentiment: 0 }),
        place: 'here',
        steady: 1,
      } as never),
    );
    const after = days(31, 60, (log, at) =>
      log.customer(at, {
        confidence: 0.5,
        sentiment: 0,
        place: { city: 'x' },
        steady: 1,
        brand_new: 1,
      } as never),
    );
    await takeEvents(app, [...before, ...after]);
    const { sources } = await get<Sources>(`/api/detectors/sources?${window}&source=drifts`);
    const drift = sources[0]?.drift.map(({ field, kind }) => `${kind} ${field}`).sort();
    expect(drift).toEqual(['appeared brand_new', 'more sentiment_bp', 'shape place', 'shape place.city']);
    expect(sources[0]?.drift.find(({ field }) => field === 'sentiment_bp')).toMatchObject({
      now: { value: 1, numerator: 60, denominator: 60 },
      before: { value: 0.5, numerator: 30, denominator: 60 },
    });
  });

  test('say what they cannot measure, once there is enough to say it', async () => {
    const { sources } = await get<Sources>(`/api/detectors/sources?${window}`);
    const drifts = sources.find(({ source }) => source === 'drifts');
    expect(drifts?.unmeasured).toEqual(['handoffs', 'customers', 'endings']);
    const few = await get<Sources>(
      '/api/detectors/sources?from=2026-04-01T00:00:00Z&to=2026-04-03T00:00:00Z',
    );
    expect(few.sources.find(({ source }) => source === 'drifts')?.unmeasured).toBeNull();
  });
});

describe('an erasure', () => {
  const counts = async () => (await get<Detectors>(`/api/detectors?${range}`)).detectors;
  const fields = () => get<Sources>(`/api/detectors/sources?${range}`);
  const follow = () => app.app.get(FollowService, { strict: false });

  it('changes no count, and what is left is what a rebuild gives', async () => {
    const before = { counts: await counts(), fields: await fields() };
    const admin = await app.as('admin');
    const worded = detectorNames.filter((name) => 'reads' in detectorOf(name));
    for (const name of worded) {
      const subject =
        name === 'repeat_gamer'
          ? { kind: 'customer', id: 'max' }
          : { kind: 'conversation', source: 'written', id: `written-${name}` };
      const answer = await admin('POST', '/api/ledger/erasures', { subject, reason: 'asked' });
      expect(answer.status).toBe(201);
    }
    expect({ counts: await counts(), fields: await fields() }).toEqual(before);
    const { tables } = follow();
    const derived = await fingerprintsOf(app.database, tables);
    await follow().rebuild();
    expect(await fingerprintsOf(app.database, tables)).toEqual(derived);
    expect({ counts: await counts(), fields: await fields() }).toEqual(before);
  }, 60_000);
});
