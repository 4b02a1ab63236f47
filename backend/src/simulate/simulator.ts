import type { CloudEvent } from '../contract/events.js';
import { arrivals, comeBack, dayMs, releasedAt, type Span } from './arrivals.js';
import { type Return, writeConversation } from './conversation.js';
import { Random } from './random.js';
import type { Case } from './script.js';
import { releases } from './sites.js';
import { TimeQueue } from './time-queue.js';

export const sampleSize = { days: 90, conversations: 21_000 } as const;

/** One event as it reaches the door: some come late, some twice. */
export interface Delivery {
  event: CloudEvent;
  /** In ms, never after `now`. */
  deliveredAt: number;
  /** When its conversation began, in ms. */
  beganAt: number;
}

/**
 * A sample contact centre up to `now`: three bots on six platforms, with people behind them. The same span gives
 * the same deliveries, in order of delivery; only conversations under way are held in memory.
 */
export function* simulate(given: Pick<Span, 'seed' | 'now'> & Partial<Span>): Generator<Delivery> {
  const span: Span = { ...sampleSize, ...given };
  const doors = new TimeQueue<Omit<Delivery, 'deliveredAt'>>();
  const callbacks = new TimeQueue<{ before: Case; again: Return }>();
  for (const release of releaseEvents(span))
    doors.put(Date.parse(release.time), { event: release, beganAt: 0 });
  const write = (about: Case) => {
    const { events, again } = writeConversation(about);
    deliver(span, about, events, doors);
    if (again && again.at < span.now) callbacks.put(again.at, { before: about, again });
  };
  function* before(at: number): Generator<Delivery> {
    while (doors.nextAt() < at) {
      const next = doors.take();
      if (next) yield { ...next.item, deliveredAt: next.at };
    }
  }
  for (const about of arrivals(span)) {
    while (callbacks.nextAt() < about.startedAt) {
      const back = callbacks.take();
      if (!back) break;
      yield* before(back.at);
      write(comeBack(span, back.item.before, back.item.again));
    }
    yield* before(about.startedAt);
    write(about);
  }
  for (let back = callbacks.take(); back; back = callbacks.take()) {
    yield* before(back.at);
    write(comeBack(span, back.item.before, back.item.again));
  }
  yield* before(Number.POSITIVE_INFINITY);
}

/** Puts a conversation's events before the door; what would happen after `now` has not happened. */
function deliver(
  span: Span,
  about: Case,
  events: readonly CloudEvent[],
  doors: TimeQueue<Omit<Delivery, 'deliveredAt'>>,
): void {
  const random = Random.of(span.seed, 'delivery', about.conversation);
  for (const event of events) {
    const at = Date.parse(event.time);
    const late = random.share({ soon: 0.985, hours: 0.0125, days: 0.0025 });
    const delay = {
      soon: random.exponential(900),
      hours: random.between(1, 8) * 3_600_000,
      days: random.between(1, 3) * dayMs,
    }[late];
    const arrived = Math.round(at + delay);
    if (arrived > span.now) continue;
    doors.put(arrived, { event, beganAt: about.startedAt });
    const again = Math.round(arrived + random.exponential(120_000));
    if (random.chance(0.01) && again <= span.now) doors.put(again, { event, beganAt: about.startedAt });
  }
}

function releaseEvents(span: Span): CloudEvent[] {
  return releases
    .map((release) => ({ release, at: releasedAt(span, release.daysBefore) }))
    .filter(({ at }) => at >= span.now - span.days * dayMs && at <= span.now)
    .map(({ release, at }) => ({
      specversion: '1.0',
      id: `release-${release.bot}-${release.version}-${at}`,
      source: 'releases',
      type: 'bot.released',
      time: new Date(at).toISOString(),
      data: {
        bot: release.bot,
        version: release.version,
        dataset_version: release.dataset,
        improvements: release.improvements,
      },
    }));
}
