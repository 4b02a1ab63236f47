import fc from 'fast-check';
import type { IncomingType } from '../../backend/src/contract/event-types.js';
import {
  actionCauses,
  actionResults,
  type CloudEvent,
  purposes,
  reasons,
  surveyKinds,
} from '../../backend/src/contract/events.js';

/**
 * Logs that no simulator would write: any events in any sequence, many at one instant, handoffs that are
 * acknowledged before they begin, sources without turns, customers who become known late or change.
 */
interface Step {
  type: IncomingType;
  gapMinutes: number;
  data: Record<string, unknown>;
  sequence?: string | undefined;
  assumed: boolean;
}

const few = (prefix: string, size: number) => fc.integer({ min: 1, max: size }).map((n) => `${prefix}${n}`);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const kind = fc.constantFrom('bot', 'human', 'system');
const customer = maybe(few('customer-', 3).map((id) => ({ id })));
const handoffId = few('h-', 4);
const intent = maybe(few('intent-', 3));
/** Far enough ahead to be missed, near enough to be kept. */
const deadline = maybe(fc.integer({ min: 0, max: 4000 }).map((m) => at(m * 60_000)));

const epoch = Date.parse('2026-01-05T07:30:00Z');
const at = (ms: number) => new Date(epoch + ms).toISOString();

const data: { [T in IncomingType]?: fc.Arbitrary<Record<string, unknown>> } = {
  'conversation.started': fc.record({
    bot: maybe(few('bot-', 2)),
    bot_version: maybe(few('v', 2)),
    channel: maybe(fc.constantFrom('chat', 'voice')),
    language: maybe(fc.constantFrom('en', 'de')),
    initiated_by: maybe(fc.constantFrom('customer', 'business')),
    customer,
  }),
  'turn.recorded': fc.record({
    role: fc.constantFrom('customer', 'customer', 'bot', 'bot', 'human', 'system'),
    intent,
    text: maybe(fc.string({ maxLength: 8 })),
    sentiment: maybe(fc.integer({ min: -10, max: 10 }).map((tenths) => tenths / 10)),
    requests_human: maybe(fc.boolean()),
    action: maybe(fc.constantFrom('greeting', 'hold', 'lookup')),
  }),
  'conversation.ended': fc.record({
    by: maybe(fc.constantFrom('customer', 'bot', 'human', 'system')),
    resolved: maybe(fc.constantFrom('confirmed', 'assumed', 'no')),
  }),
  'handoff.initiated': fc.record({
    handoff_id: handoffId,
    purpose: fc.constantFrom('escalation', 'escalation', 'return', ...purposes),
    from: fc.record({ kind }),
    to: fc.record({ kind, queue: maybe(few('queue-', 2)) }),
    reasons: maybe(fc.uniqueArray(fc.constantFrom(...reasons), { minLength: 1, maxLength: 2 })),
    proactive: maybe(fc.boolean()),
    context: maybe(fc.record({ intent, transcript: maybe(fc.constant('so far')) })),
    required_actions: maybe(
      fc.array(fc.record({ id: few('a-', 3), due: deadline }), { minLength: 1, maxLength: 3 }),
    ),
    deadline,
    customer_notified: maybe(fc.boolean()),
    fallback: maybe(few('queue-', 2)),
    customer,
  }),
  'handoff.delivered': fc.record({ handoff_id: maybe(handoffId) }),
  'handoff.accepted': fc.record({ handoff_id: maybe(handoffId) }),
  'handoff.joined': fc.record({
    handoff_id: maybe(handoffId),
    readback: maybe(fc.constant({ intent: 'intent-1' })),
  }),
  'handoff.replied': fc.record({ handoff_id: maybe(handoffId) }),
  'handoff.failed': fc.record({ handoff_id: maybe(handoffId), reason: maybe(fc.constant('no agent')) }),
  'handoff.rerouted': fc.record({ handoff_id: maybe(handoffId) }),
  'action.recorded': fc.record({
    handoff_id: maybe(handoffId),
    action_id: few('a-', 4),
    result: fc.constantFrom(...actionResults),
    cause: maybe(fc.constantFrom(...actionCauses)),
    evidence: fc.constant('system'),
  }),
  'handoff.resolved': fc.record({
    handoff_id: maybe(handoffId),
    resolution: fc.record({
      outcome: fc.constantFrom('resolved', 'unresolved'),
      intent,
      repeated: maybe(fc.uniqueArray(few('field-', 3), { maxLength: 2 })),
    }),
  }),
  'survey.recorded': fc.record({
    kind: fc.constantFrom(...surveyKinds),
    score: fc.integer({ min: 0, max: 11 }),
    scale: maybe(fc.constantFrom({ min: 1, max: 5 }, { min: 0, max: 10 }, { min: 5, max: 5 })),
    leg: fc.constantFrom('bot', 'human'),
  }),
};

/** Turns are the most frequent, as in life. */
const types: IncomingType[] = [
  ...(Object.keys(data) as IncomingType[]),
  ...Array<IncomingType>(6).fill('turn.recorded'),
  ...Array<IncomingType>(3).fill('handoff.initiated'),
];

const step: fc.Arbitrary<Step> = fc.constantFrom(...types).chain((type) =>
  fc.record({
    type: fc.constant(type),
    gapMinutes: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 9000 })),
    data: data[type] ?? fc.constant({}),
    sequence: maybe(fc.integer({ min: 0, max: 3 }).map(String)),
    assumed: fc.boolean(),
  }),
);

const conversation = fc.record({
  source: few('source-', 2),
  startMinutes: fc.integer({ min: 0, max: 20_000 }),
  timesAssumed: fc.constantFrom(false, false, false, true),
  steps: fc.array(step, { minLength: 1, maxLength: 18 }),
});

/** Absent members are absent, as they are in JSON. */
const clean = (value: object) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;

/** Events of several conversations of a few customers, each conversation in the order it was written. */
export const randomLog = (
  size: { conversations: number } = { conversations: 6 },
): fc.Arbitrary<CloudEvent[]> =>
  fc.array(conversation, { minLength: 1, maxLength: size.conversations }).map((conversations) =>
    conversations.flatMap(({ source, startMinutes, timesAssumed, steps }, number) => {
      let minutes = startMinutes;
      return steps.map((one, index): CloudEvent => {
        minutes += one.gapMinutes;
        return {
          specversion: '1.0',
          id: `${number}-${index}`,
          source,
          subject: `conversation-${number}`,
          time: at(minutes * 60_000),
          type: one.type,
          data: clean(one.data),
          ...(one.sequence === undefined ? {} : { sequence: one.sequence }),
          ...(timesAssumed && one.assumed ? { timeassumed: true } : {}),
        };
      });
    }),
  );

/** The same set of events as a careless network delivers it: shuffled, some of them more than once. */
export const delivered = <T>(events: readonly T[]): fc.Arbitrary<T[]> =>
  fc.array(fc.integer({ min: 0, max: Math.max(0, events.length - 1) }), { maxLength: 10 }).chain((again) => {
    const all = [...events, ...again.flatMap((index) => events.slice(index, index + 1))];
    return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
  });
