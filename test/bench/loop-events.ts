import type { Answer } from './loop-bot.js';
import type { Customer } from './loop-customers.js';

export const botName = 'ada';
export const source = 'desk';
/** The year begins here; a month has thirty days. */
const begin = Date.parse('2025-01-01T00:00:00Z');
const monthMs = 30 * 86_400_000;
/** When a month begins; month 0 is before the bot. */
export const monthStart = (month: number): number => begin + (month - 1) * monthMs;

/** What became of one customer. */
export interface Served {
  customer: Customer;
  /** Undefined where there is no bot yet. */
  answer: Answer | undefined;
  isEscalated: boolean;
}

/** The conversations of a month, evenly over it, as CloudEvents. */
export const eventsOf = (served: readonly Served[], version: string): object[] =>
  served.flatMap((one, place) => {
    const at = monthStart(one.customer.month) + Math.round(((place + 0.5) / served.length) * monthMs);
    return conversationOf(one, version, at);
  });

function conversationOf({ customer, answer, isEscalated }: Served, version: string, begun: number): object[] {
  const events: object[] = [];
  const add = (type: string, seconds: number, data: object) =>
    events.push({
      specversion: '1.0',
      id: `${customer.id}-${events.length}`,
      source,
      subject: customer.id,
      time: new Date(begun + seconds * 1000).toISOString(),
      type,
      data,
    });
  const handoff = `h-${customer.id}`;
  add('conversation.started', 0, {
    bot: botName,
    bot_version: version,
    channel: 'web',
    language: 'en',
    initiated_by: 'customer',
    customer: { id: `k-${customer.id}` },
  });
  add('turn.recorded', 5, { role: 'customer', text: customer.text });
  const understood = answer && { intent: answer.intent, confidence: Math.min(1, answer.confidence) };
  if (!isEscalated) {
    add('turn.recorded', 7, { role: 'bot', ...understood, action: 'answer' });
    add('conversation.ended', 60, { by: 'customer', resolved: 'assumed' });
    return events;
  }
  add('turn.recorded', 7, { role: 'bot', ...understood, action: 'hand_over' });
  add('handoff.initiated', 8, {
    handoff_id: handoff,
    purpose: 'escalation',
    from: { kind: 'bot', id: botName },
    to: { kind: 'human', queue: 'service' },
    reasons: [answer ? 'low_confidence' : 'no_match'],
    signal: 'explicit',
    ...(understood && { context: understood }),
  });
  add('handoff.accepted', 40, { handoff_id: handoff });
  add('turn.recorded', 70, { role: 'human', action: 'help' });
  add('handoff.resolved', 400, {
    handoff_id: handoff,
    resolution: { outcome: 'resolved', ...(customer.noted !== null && { intent: customer.noted }) },
  });
  add('conversation.ended', 410, { by: 'customer', resolved: 'confirmed' });
  return events;
}

/** What is decided when a month ends is out some hours later. */
const releasedAfterMs = 2 * 3_600_000;

/** A release of the bot at the beginning of a month. */
export const releaseEvent = (
  month: number,
  version: string,
  dataset: string,
  improvements: string[],
): object => ({
  specversion: '1.0',
  id: `release-${version}`,
  source,
  type: 'bot.released',
  time: new Date(monthStart(month) + releasedAfterMs).toISOString(),
  data: { bot: botName, version, dataset_version: dataset, improvements },
});
