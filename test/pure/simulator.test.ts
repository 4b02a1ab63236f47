import { expect, test } from 'vitest';
import type { IncomingType } from '../../backend/src/contract/event-types.js';
import { type CloudEvent, cloudEvent, eventData } from '../../backend/src/contract/events.js';
import { compile } from '../../backend/src/simulate/grammar.js';
import { Random } from '../../backend/src/simulate/random.js';
import { localTime } from '../../backend/src/simulate/seasons.js';
import { type Delivery, sampleSize, simulate } from '../../backend/src/simulate/simulator.js';
import { TimeQueue } from '../../backend/src/simulate/time-queue.js';
import { languages, slotsOf } from '../../backend/src/simulate/words/lexicon.js';

const now = Date.parse('2026-03-03T14:00:00Z');
const day = 86_400_000;
const small = { seed: 5, now, conversations: 400 };

/** The whole sample by conversation, repeated deliveries once. */
const sample = (() => {
  const conversations = new Map<string, { beganAt: number; events: CloudEvent[] }>();
  const seen = new Map<string, CloudEvent>();
  let deliveries = 0;
  let repeated = 0;
  const changed: string[] = [];
  for (const { event, beganAt } of simulate({ seed: 1, now })) {
    deliveries++;
    if (!event.subject) continue;
    const key = `${event.source} ${event.id}`;
    const first = seen.get(key);
    if (first) {
      repeated++;
      if (JSON.stringify(first) !== JSON.stringify(event)) changed.push(key);
      continue;
    }
    seen.set(key, event);
    const known = conversations.get(event.subject) ?? { beganAt, events: [] };
    known.events.push(event);
    conversations.set(event.subject, known);
  }
  return { conversations, deliveries, repeated, changed };
})();
const of = (events: CloudEvent[], type: IncomingType) => events.filter((event) => event.type === type);
const escalation = (events: CloudEvent[]) =>
  of(events, 'handoff.initiated').find((event) => event.data.purpose === 'escalation');

test('the same seed and time give the same deliveries, another seed gives others', () => {
  const once = JSON.stringify([...simulate(small)]);
  expect(JSON.stringify([...simulate(small)])).toBe(once);
  expect(JSON.stringify([...simulate({ ...small, seed: 6 })])).not.toBe(once);
});

test('every event passes the door, none lies after now, and they come in order of delivery', () => {
  let last = 0;
  for (const { event, deliveredAt } of simulate(small)) {
    expect(cloudEvent.safeParse(event).error?.issues).toBeUndefined();
    expect(eventData[event.type as IncomingType].safeParse(event.data).error?.issues).toBeUndefined();
    expect(Date.parse(event.time)).toBeLessThanOrEqual(deliveredAt);
    expect(deliveredAt).toBeLessThanOrEqual(now);
    expect(deliveredAt).toBeGreaterThanOrEqual(last);
    last = deliveredAt;
  }
});

test('the sample is as large as promised and no larger than a short load allows', () => {
  expect(sample.conversations.size).toBeGreaterThanOrEqual(20_000);
  expect(sample.deliveries).toBeLessThan(260_000);
  expect(sample.repeated).toBeGreaterThan(1000);
  const began = [...sample.conversations.values()].map((conversation) => conversation.beganAt);
  const earliest = began.reduce((least, at) => Math.min(least, at), now);
  expect(now - earliest).toBeGreaterThan((sampleSize.days - 2) * day);
});

test('an id never stands for two different events', () => {
  expect(sample.changed).toEqual([]);
});

test('some events arrive out of order', () => {
  const late = [...simulate(small)].filter(
    ({ event, deliveredAt }: Delivery) => deliveredAt - Date.parse(event.time) > 3_600_000,
  );
  expect(late.length).toBeGreaterThan(5);
});

test('the escalation rate falls with the releases, and only for the bot that was released', () => {
  const rates = (bot?: string) => {
    const counts = [
      [0, 0],
      [0, 0],
      [0, 0],
    ];
    for (const { beganAt, events } of sample.conversations.values()) {
      const started = of(events, 'conversation.started')[0];
      if (!started || started.data.initiated_by === 'business' || started.source === 'airline-kiosk')
        continue;
      if (bot && started.data.bot !== bot) continue;
      const age = (now - beganAt) / day;
      const count = counts[age > 61 ? 0 : age > 29 ? 1 : 2] as number[];
      count[0] = (count[0] ?? 0) + (escalation(events) ? 1 : 0);
      count[1] = (count[1] ?? 0) + 1;
    }
    return counts.map(([escalated = 0, all = 1]) => escalated / all) as [number, number, number];
  };
  const [before, between, after] = rates();
  expect(before).toBeGreaterThan(0.31);
  expect(before).toBeLessThan(0.39);
  expect(between).toBeLessThan(before - 0.03);
  expect(after).toBeGreaterThan(0.2);
  expect(after).toBeLessThan(0.28);
  const airline = rates('gate');
  expect(Math.abs(airline[0] - airline[2])).toBeLessThan(0.06);
});

test('about four of five adjudicated actions are right, fewer where nothing but a phone number travels', () => {
  const fidelity = (source?: string) => {
    let correct = 0;
    let judged = 0;
    for (const { events } of sample.conversations.values()) {
      for (const event of of(events, 'action.recorded')) {
        if (source && event.source !== source) continue;
        if (event.data.result === 'unknown') continue;
        judged++;
        if (event.data.result === 'correct') correct++;
      }
    }
    return correct / judged;
  };
  expect(fidelity()).toBeGreaterThan(0.77);
  expect(fidelity()).toBeLessThan(0.86);
  expect(fidelity('bank-voice')).toBeLessThan(fidelity('bank-chat') - 0.1);
});

test('customers come back much likelier after a handoff that nobody took or that went wrong', () => {
  const contacts = new Map<string, { at: number; handoffAt: number | undefined; isBad: boolean }[]>();
  for (const { beganAt, events } of sample.conversations.values()) {
    const customer = of(events, 'conversation.started')[0]?.data.customer as { id: string } | undefined;
    if (!customer) continue;
    const handoff = escalation(events);
    contacts.set(customer.id, [
      ...(contacts.get(customer.id) ?? []),
      {
        at: beganAt,
        handoffAt: handoff && Date.parse(handoff.time),
        isBad: of(events, 'handoff.resolved').length === 0,
      },
    ]);
  }
  const rate = (isBad: boolean) => {
    let back = 0;
    let all = 0;
    for (const list of contacts.values()) {
      list.sort((one, other) => one.at - other.at);
      for (const [index, { handoffAt, isBad: bad }] of list.entries()) {
        if (handoffAt === undefined || bad !== isBad || handoffAt > now - 7 * day) continue;
        const next = list[index + 1];
        all++;
        if (next && next.at - handoffAt < 7 * day) back++;
      }
    }
    return back / all;
  };
  expect(rate(false)).toBeLessThan(0.13);
  expect(rate(true)).toBeGreaterThan(2 * rate(false));
});

test('the sample holds what the pages have to show', () => {
  const all = [...sample.conversations.values()];
  const count = (holds: (events: CloudEvent[]) => boolean) =>
    all.filter(({ events }) => holds(events)).length;
  const has = (type: IncomingType) => count((events) => of(events, type).length > 0);
  expect(has('handoff.failed')).toBeGreaterThan(100);
  expect(has('handoff.rerouted')).toBeGreaterThan(100);
  expect(has('survey.recorded')).toBeGreaterThan(500);
  for (const purpose of ['success', 'return', 'transfer']) {
    expect(
      count((events) => of(events, 'handoff.initiated').some((event) => event.data.purpose === purpose)),
    ).toBeGreaterThan(50);
  }
  const waiting = count(
    (events) =>
      escalation(events) !== undefined &&
      !events.some(
        ({ type }) =>
          type === 'handoff.accepted' || type === 'handoff.failed' || type === 'conversation.ended',
      ),
  );
  expect(waiting).toBeGreaterThan(0);
  const events = all.flatMap((conversation) => conversation.events);
  const kiosk = events.filter(
    ({ source, type }) => source === 'airline-kiosk' && type.startsWith('handoff.'),
  );
  expect(kiosk).toEqual([]);
  expect(events.filter(({ source, data }) => source === 'telco-app' && data.text !== undefined)).toEqual([]);
  const reasons = new Set(events.flatMap(({ data }) => (data.reasons as string[] | undefined) ?? []));
  expect([...reasons].sort()).toEqual([
    'action_failed',
    'capacity',
    'complexity',
    'customer_request',
    'low_confidence',
    'no_match',
    'out_of_scope',
    'policy_rule',
    'sentiment_shift',
    'unknown',
  ]);
});

test('a gap is asked in many different words', () => {
  const asked = new Set<unknown>();
  let escalated = 0;
  for (const { events } of sample.conversations.values()) {
    const context = escalation(events)?.data.context as { intent?: string } | undefined;
    if (context?.intent !== 'update_address') continue;
    const first = of(events, 'turn.recorded').find(
      (event) => event.data.role === 'customer' && event.data.text,
    );
    if (!first) continue;
    escalated++;
    asked.add(first.data.text);
  }
  expect(escalated).toBeGreaterThan(400);
  expect(asked.size / escalated).toBeGreaterThan(0.6);
});

test('no template is broken, and every slot has words in every language', () => {
  for (const [language, words] of Object.entries(languages)) {
    const slots = slotsOf(new Random(1), language as keyof typeof languages, undefined);
    for (const list of Object.values(words)) {
      if (typeof list === 'function') continue;
      for (const template of list as string[]) {
        compile(template);
        for (const [, slot] of template.matchAll(/<(\w+)>/g)) expect(slots).toHaveProperty(slot as string);
      }
    }
  }
  expect(() => compile('a {b|c')).toThrow(RangeError);
  expect(() => compile('a <b')).toThrow(RangeError);
  expect(() => compile('a }')).toThrow(RangeError);
});

test('the local hour is right in summer, in winter and in zones between the hours', () => {
  expect(localTime(Date.parse('2026-01-15T12:30:00Z'), 'Europe/Berlin')).toEqual({ hour: 13.5, weekday: 4 });
  expect(localTime(Date.parse('2026-07-15T12:30:00Z'), 'Europe/Berlin')).toEqual({ hour: 14.5, weekday: 3 });
  expect(localTime(Date.parse('2026-01-15T12:00:00Z'), 'Asia/Kathmandu').hour).toBe(17.75);
  expect(localTime(Date.parse('2026-01-15T02:00:00Z'), 'America/New_York')).toEqual({ hour: 21, weekday: 3 });
});

test('the time queue gives the earliest first, and of equal times the one put in first', () => {
  const random = new Random(9);
  const queue = new TimeQueue<number>();
  const put = Array.from({ length: 500 }, (_, item) => ({ at: random.below(50), item }));
  for (const { at, item } of put) queue.put(at, item);
  const taken: { at: number; item: number }[] = [];
  for (let next = queue.take(); next; next = queue.take()) taken.push({ at: next.at, item: next.item });
  expect(taken).toEqual(put.toSorted((one, other) => one.at - other.at || one.item - other.item));
  expect(queue.nextAt()).toBe(Number.POSITIVE_INFINITY);
});
