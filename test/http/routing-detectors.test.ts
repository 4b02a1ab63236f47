import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DetectorName } from '../../backend/src/contract/detectors.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';

type List = AnswerOf<typeof routes.handoffList>;
type Priority = 'low' | 'normal' | 'high' | 'urgent';

let app: TestApp;
let viewer: Call;
beforeAll(async () => {
  app = await startTestApp({ clock: () => Date.parse('2026-06-01T00:00:00Z') });
  viewer = await app.as('viewer');
});
afterAll(() => app.close());

const day = 24 * 60;
/** Each test has a week of its own, so that no other's handoffs wait beside its own. */
let week = 0;
const nextWeek = () => 7 * day * ++week;

async function listed(detector: DetectorName, part: 'numerator' | 'denominator', source: string) {
  const range = 'from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z';
  const path = `/api/handoffs?detector=${detector}&part=${part}&source=${source}&limit=200&${range}`;
  return (await viewer<List>('GET', path)).body.items.map(({ id }) => id).sort();
}

/** A handoff that waits from one minute to another. */
interface Waiting {
  name: string;
  priority: Priority;
  from: number;
  taken?: number;
  queue?: string;
}
async function queueOf(source: string, waiting: readonly Waiting[]): Promise<void> {
  const begin = nextWeek();
  const logs = waiting.map(({ name, priority, from, taken, queue = source }) => {
    const to = { kind: 'human', queue } as const;
    const log = new EventLog(name, source).escalated(begin + from, { handoff_id: name, priority, to });
    return taken === undefined ? log.ended(begin + 500) : log.accepted(begin + taken, name);
  });
  await takeEvents(
    app,
    logs.flatMap(({ events }) => events),
  );
}

describe('a handoff is overtaken', () => {
  test('when a less urgent one of its queue is taken while it waits, and counts where one could have been', async () => {
    await queueOf('q1', [
      { name: 'overtaken', priority: 'high', from: 0, taken: 10 },
      { name: 'lower', priority: 'normal', from: 2, taken: 5 },
      // Came before it, and is taken before it all the same.
      { name: 'in-order', priority: 'urgent', from: 20, taken: 22 },
      { name: 'waits', priority: 'low', from: 15, taken: 30 },
    ]);
    expect(await listed('overtaken', 'numerator', 'q1')).toEqual(['overtaken']);
    expect(await listed('overtaken', 'denominator', 'q1')).toEqual(['in-order', 'overtaken']);
  });

  test('not by an equal, by one of another queue, or by one that was taken before it came', async () => {
    await queueOf('q2', [
      { name: 'high', priority: 'high', from: 10, taken: 20 },
      { name: 'equal', priority: 'high', from: 11, taken: 12 },
      { name: 'elsewhere', priority: 'low', from: 11, taken: 12, queue: 'q2-other' },
      { name: 'earlier', priority: 'low', from: 0, taken: 9 },
    ]);
    expect(await listed('overtaken', 'denominator', 'q2')).toEqual([]);
  });

  test('also when nobody takes it at all', async () => {
    await queueOf('q3', [
      { name: 'left', priority: 'urgent', from: 0 },
      { name: 'served', priority: 'low', from: 1, taken: 200 },
    ]);
    expect(await listed('overtaken', 'numerator', 'q3')).toEqual(['left']);
  });
});

describe('the two sides of a contact', () => {
  const zoe = { bot: 'ada', customer: { id: 'zoe' } };
  const desk = (name: string, at: number, customer = 'zoe') =>
    new EventLog(name, 'desk').started(at, { customer: { id: customer } }).human(at + 1);

  test('are apart when the desk’s begins at the handoff, in another source and without a bot', async () => {
    const begin = nextWeek();
    const bot = (name: string, at: number) =>
      new EventLog(name, 'bot-log').started(begin + at, zoe).escalated(begin + at + 2, { handoff_id: name });
    const logs = [
      bot('apart', 0),
      desk('ticket', begin + 10),
      // Its human is seen where it is.
      bot('joined', day).accepted(begin + day + 4, 'joined'),
      desk('ticket-2', begin + day + 10),
      // Nothing of a desk, another customer's desk, one that comes too late, and one with a bot of its own.
      bot('nothing', 2 * day),
      desk('other', begin + 2 * day + 10, 'max'),
      bot('late', 3 * day),
      desk('ticket-3', begin + 3 * day + 70),
      bot('bots', 4 * day),
      new EventLog('second-bot', 'other-bot').started(begin + 4 * day + 5, zoe).bot(begin + 4 * day + 6),
    ];
    await takeEvents(
      app,
      logs.flatMap(({ events }) => events),
    );
    expect(await listed('apart', 'numerator', 'bot-log')).toEqual(['apart']);
    expect(await listed('apart', 'denominator', 'bot-log')).toEqual(['apart', 'joined']);
  });
});

test('a handoff is given back from the queue, of those that waited long enough', async () => {
  const begin = nextWeek();
  const waits = (name: string) => new EventLog(name, 'full').escalated(begin, { handoff_id: name });
  const logs = [
    waits('given-back').returned(begin + 6, { handoff_id: 'r1' }),
    waits('soon').returned(begin + 3, { handoff_id: 'r2' }),
    waits('taken-late').accepted(begin + 8, 'taken-late'),
    waits('taken-soon').accepted(begin + 2, 'taken-soon'),
  ];
  await takeEvents(
    app,
    logs.flatMap(({ events }) => events),
  );
  expect(await listed('offloaded', 'numerator', 'full')).toEqual(['given-back']);
  expect(await listed('offloaded', 'denominator', 'full')).toEqual(['given-back', 'taken-late']);
});

test('a habit begins with the third time, of a customer who is known', async () => {
  const begin = nextWeek();
  const came = (name: string, at: number, customer?: string) =>
    new EventLog(name, 'habit')
      .started(begin + at, { bot: 'ada', ...(customer && { customer: { id: customer } }) })
      .customer(begin + at + 1, { text: 'agent' })
      .escalated(begin + at + 2, { handoff_id: name });
  const logs = [
    came('first', 0, 'max'),
    came('second', day, 'max'),
    came('third', 2 * day, 'max'),
    came('others', 2 * day, 'mia'),
    came('unknown', 2 * day),
  ];
  await takeEvents(
    app,
    logs.flatMap(({ events }) => events),
  );
  expect(await listed('repeat_gamer', 'numerator', 'habit')).toEqual(['third']);
  expect(await listed('repeat_gamer', 'denominator', 'habit')).toEqual([
    'first',
    'others',
    'second',
    'third',
  ]);
});
