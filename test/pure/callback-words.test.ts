import { describe, expect, it } from 'vitest';
import { callbackReasons } from '../../backend/src/contract/callbacks.js';
import { explainCallback } from '../../backend/src/handoffs/callback-words.js';

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 2, 8, minutes));
const row = {
  initiated_at: at(0),
  failed_at: null,
  failed_reason: null,
  first_action_at: null,
  leak_at: at(60),
  taken_at: null,
  deadline_at: null,
  context_present: 6,
  context_required: 9,
  starved: false,
  repeated: null,
  intent: 'refund',
  resolved_intent: null,
};
const action = {
  key: 'k',
  id: 'a-1',
  kind: 'issue_refund',
  description: null,
  promised: true,
  result: 'incorrect',
  cause: 'agent_error',
  evidence: 'reviewer',
  dueAt: null,
  recordedAt: null,
} as const;
const contact = { at: at(120), intent: 'refund' };
const say = (reason: string, more: object = {}, actions: (typeof action)[] = [], back = contact) =>
  explainCallback([reason], { ...row, ...more }, actions, back)[0]?.words;

describe('why a callback is put down to a handoff', () => {
  it('is said for every reason there is, and for no other', () => {
    const said = explainCallback([...callbackReasons, 'of old'], row, [action], contact);
    expect(said.map(({ reason }) => reason)).toEqual([...callbackReasons]);
    expect(said.every(({ words }) => /^[A-Z0-9].+\.$/.test(words))).toBe(true);
  });

  it('names the failure and when it was', () => {
    expect(say('failed', { failed_at: at(5), failed_reason: 'no_agent' })).toBe(
      'The handoff failed after 5 min (no agent).',
    );
  });

  it('tells acting too late from not acting at all, and from acting after the customer came back', () => {
    expect(say('leaked')).toBe('Nobody has acted on it.');
    expect(say('leaked', { first_action_at: at(90) })).toBe(
      'The first action came after 1 h 30 min, past its horizon of 1 h.',
    );
    expect(say('leaked', { first_action_at: at(130) })).toBe(
      'Nobody had acted yet: the first action came 10 min after the customer.',
    );
  });

  it('measures a late answer from the deadline, or from the customer’s return', () => {
    expect(say('answered_late')).toBe('Nobody has taken it.');
    expect(say('answered_late', { taken_at: at(121) })).toBe(
      'It was taken 1 min after the customer had come back.',
    );
    expect(say('answered_late', { taken_at: at(12), deadline_at: at(10) })).toBe(
      'It was taken 2 min after its deadline.',
    );
  });

  it('says which context was lost', () => {
    expect(say('context_lost')).toBe('6 of 9 required context fields travelled.');
    expect(say('context_lost', { context_present: 9, repeated: 2 })).toBe(
      'The customer had to repeat 2 things.',
    );
    expect(say('context_lost', { starved: null, context_present: null, repeated: 1 })).toBe(
      'The customer had to repeat 1 thing.',
    );
    expect(say('context_lost', { starved: true, repeated: 1 })).toBe(
      'Nothing but a phone number, a ticket or a queue travelled; the customer had to repeat 1 thing.',
    );
  });

  it('names each wrong action, its cause and who says so', () => {
    expect(say('action_wrong', {}, [action])).toBe('Issue refund: incorrect (agent error, says a reviewer).');
  });

  it('names the intent, and whether it is the bot’s or the human’s', () => {
    expect(say('same_intent')).toBe('Both contacts are about “refund”.');
    const other = { at: at(120), intent: 'fees' };
    expect(say('same_intent', { resolved_intent: 'fees' }, [], other)).toBe(
      'The human had found it to be about “fees”, and so was the next contact.',
    );
  });
});
