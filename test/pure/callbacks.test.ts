import { describe, expect, it } from 'vitest';
import { type CallbackContact, creditCallbacks } from '../../backend/src/episodes/callbacks.js';
import { foldConversation } from '../../backend/src/episodes/fold.js';
import { conversationKey, EventLog, handoffKey, minute } from '../support/event-log.js';

const day = 24 * 60;
const full = {
  identity: { verified: true },
  intent: 'refund',
  sentiment: 0.1,
  entities: { order: 7 },
  attempts: ['lookup'],
  transcript: 'all of it',
  summary: { situation: 's', background: 'b', assessment: 'a', recommendation: 'r' },
};
const escalation = (id = 'c-1', at = 2) =>
  new EventLog(id)
    .started(0)
    .customer(1)
    .escalated(at, { handoff_id: `h-${id}`, context: full });
/** A handoff at which nothing went wrong. */
const served = () => escalation().accepted(3).acted(4, { action_id: 'a' }).resolved(5).ended(6);
const contact = (id: string, at: number, intent?: string) =>
  new EventLog(id).customer(at, { intent }).bot(at + 1);

function credit(...logs: EventLog[]) {
  const facts = logs.map((log) => foldConversation(log.entries));
  const contacts: CallbackContact[] = facts.flatMap((one) => one.contacts);
  const credited = creditCallbacks(
    facts.flatMap((one) => one.handoffs),
    contacts,
  );
  return Object.fromEntries([...credited].map(([name, callback]) => [name.split(' ')[1], callback]));
}
const h1 = handoffKey('h-c-1');

describe('a callback', () => {
  it('is not claimed from times that were assumed', () => {
    const facts = [served(), contact('c-2', 3 * day)].map((log) => foldConversation(log.entries));
    const assumed = facts.flatMap((one) => one.handoffs).map((row) => ({ ...row, times_assumed: true }));
    expect(
      creditCallbacks(
        assumed,
        facts.flatMap((one) => one.contacts),
      ).size,
    ).toBe(0);
  });

  it('is the next contact that the customer begins elsewhere', () => {
    expect(credit(served(), contact('c-2', 3 * day))[h1]).toEqual({
      callback_at: minute(3 * day),
      callback_key: conversationKey('c-2'),
      callback_reasons: [],
    });
  });

  it('is also the reopening of the same conversation, but never the contact of the handoff itself', () => {
    expect(credit(served())).toEqual({});
    expect(credit(served().customer(500))[h1]?.callback_at).toBe(minute(500));
  });

  it('is not what the business begins', () => {
    const outbound = new EventLog('c-2').started(day, { bot: 'ada', initiated_by: 'business' });
    expect(credit(served(), outbound)).toEqual({});
  });

  it('credits the latest handoff before it, once, and each handoff keeps its first', () => {
    const second = escalation('c-2', day).accepted(day + 1);
    const credited = credit(served(), second, contact('c-3', 2 * day), contact('c-4', 3 * day));
    expect(credited[handoffKey('h-c-2')]?.callback_key).toBe(conversationKey('c-3'));
    expect(credited[h1]).toBeUndefined();
  });

  it('comes within 30 days', () => {
    expect(credit(served(), contact('c-2', 30 * day + 2))[h1]).toBeDefined();
    expect(credit(served(), contact('c-2', 30 * day + 3))[h1]).toBeUndefined();
  });

  it('does not credit a transfer or a return', () => {
    const sentOn = served().transferred(200, { handoff_id: 'h-2' });
    expect(Object.keys(credit(sentOn, contact('c-2', day)))).toEqual([h1]);
  });
});

describe('a callback is attributed', () => {
  const reasons = (log: EventLog, later = contact('c-2', 3 * day)) =>
    credit(log, later)[h1]?.callback_reasons;

  it('to a handoff that failed or leaked', () => {
    expect(reasons(escalation().failed(5))).toEqual(['failed', 'leaked', 'answered_late']);
  });

  it('to one on which somebody acted only after its horizon, or after the customer came back', () => {
    const late = escalation().accepted(3);
    expect(reasons(late.acted(2 * day, { action_id: 'a' }))).toEqual(['leaked']);
    const afterwards = escalation().accepted(3).acted(100, { action_id: 'a' });
    expect(reasons(afterwards, contact('c-2', 50))).toEqual(['leaked']);
  });

  it('to one that was answered after its deadline', () => {
    const log = new EventLog().started(0).escalated(2, {
      handoff_id: 'h-c-1',
      context: full,
      deadline: new Date(minute(10)).toISOString(),
    });
    expect(reasons(log.accepted(11).resolved(12))).toEqual(['leaked', 'answered_late']);
  });

  it('to one that lost context, or where the customer had to repeat something', () => {
    const poor = new EventLog()
      .started(0)
      .escalated(2, { handoff_id: 'h-c-1', context: { intent: 'refund' } });
    expect(reasons(poor.accepted(3).resolved(4))).toEqual(['context_lost']);
    expect(
      reasons(
        escalation()
          .accepted(3)
          .resolved(4, { repeated: ['name'] }),
      ),
    ).toEqual(['context_lost']);
  });

  it('to a wrong action', () => {
    expect(reasons(escalation().accepted(3).acted(4, { action_id: 'a', result: 'incorrect' }))).toEqual([
      'action_wrong',
    ]);
  });

  it('to the same intent again, as the bot or the human understood it', () => {
    expect(reasons(served(), contact('c-2', day, 'refund'))).toEqual(['same_intent']);
    const resolved = escalation().accepted(3).resolved(4, { intent: 'invoice' });
    expect(reasons(resolved, contact('c-2', day, 'invoice'))).toEqual(['same_intent']);
    expect(reasons(served(), contact('c-2', day, 'delivery'))).toEqual([]);
  });
});
