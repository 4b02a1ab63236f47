import { describe, expect, it } from 'vitest';
import { foldConversation } from '../../backend/src/episodes/fold.js';
import { actionKey, EventLog, handoffKey, minute } from '../support/event-log.js';

const fold = (log: EventLog) => foldConversation(log.entries);
const only = <T>(rows: readonly T[]): T => {
  expect(rows).toHaveLength(1);
  return rows[0] as T;
};
/** A conversation that the customer begins and the bot answers. */
const opened = () => new EventLog().started(0).customer(1).bot(2);

describe('an escalation', () => {
  const episodeOf = (handoff: object) =>
    only(fold(opened().escalated(3, { handoff_id: 'h-1', ...handoff })).episodes);

  it('is requested when the customer asked for it', () => {
    const episode = episodeOf({ reasons: ['low_confidence', 'customer_request'] });
    expect(episode).toMatchObject({ requested: true, proactive: false, reason: 'low_confidence' });
  });

  it('is proactive when the source says so, or when its reasons do not name a request', () => {
    expect(episodeOf({ reasons: ['customer_request'], proactive: true }).proactive).toBe(true);
    expect(episodeOf({ reasons: ['no_match'] }).proactive).toBe(true);
    expect(episodeOf({}).proactive).toBeNull();
    expect(episodeOf({ reasons: ['unknown'] }).proactive).toBeNull();
  });

  it('takes from the turns what it does not say itself', () => {
    const log = opened()
      .bot(3, { intent: 'refund', confidence: 0.4, failed_action: { code: 'E42' } })
      .escalated(4);
    expect(only(fold(log).handoffs)).toMatchObject({
      intent: 'refund',
      confidence_bp: 4000,
      failed_code: 'E42',
    });
  });

  it('that nobody answers stays open, with no first action', () => {
    const handoff = only(fold(opened().escalated(3)).handoffs);
    expect(handoff).toMatchObject({ taken_at: null, ended_at: null, first_action_at: null });
    expect(handoff.leak_at).toBe(minute(3 + 24 * 60));
  });

  it('leaks at its deadline, where it has one', () => {
    const deadline = new Date(minute(30)).toISOString();
    expect(only(fold(opened().escalated(3, { handoff_id: 'h-1', deadline })).handoffs).leak_at).toBe(
      minute(30),
    );
  });
});

describe('a handoff that is given back', () => {
  const back = (at: number) => ({ handoff_id: `h-back-${at}` });
  const first = (log: EventLog) => fold(log).handoffs[0];

  it('before anybody took it is overflow, at the time of the return', () => {
    expect(first(opened().escalated(3).returned(9, back(9)))?.offloaded_at).toBe(minute(9));
    const again = opened().escalated(3).returned(9, back(9)).bot(10).escalated(12, { handoff_id: 'h-2' });
    expect(fold(again).handoffs.map((row) => row.offloaded_at)).toEqual([minute(9), null, null]);
  });

  it('after somebody took it, or when it failed or the customer left, is none', () => {
    expect(first(opened().escalated(3).accepted(5).returned(9, back(9)))?.offloaded_at).toBeNull();
    expect(first(opened().escalated(3).human(5).returned(9, back(9)))?.offloaded_at).toBeNull();
    expect(first(opened().escalated(3).failed(5))?.offloaded_at).toBeNull();
    expect(first(opened().escalated(3).ended(9))?.offloaded_at).toBeNull();
    const sentOn = opened().escalated(3).transferred(9, { handoff_id: 'h-2' });
    expect(first(sentOn)?.offloaded_at).toBeNull();
  });
});

describe('the bot after a handoff', () => {
  const assist = (log: EventLog) => fold(log).handoffs[0]?.assist;
  const taken = () => opened().escalated(3).bot(4).accepted(5).human(6);

  it('stays beside the human when it speaks once a human has it', () => {
    expect(assist(taken().bot(7).human(8))).toBe('with_bot');
    expect(assist(taken().human(8))).toBe('alone');
  });

  it('is no help beside when it speaks while nobody has it yet, or after it is over', () => {
    expect(assist(taken().resolved(9).bot(10))).toBe('alone');
    expect(assist(taken().transferred(9, { handoff_id: 'h-2' }).accepted(10, 'h-2').bot(11))).toBe('alone');
  });

  it('cannot be told where nobody took it, or no human turn is recorded', () => {
    expect(assist(opened().escalated(3).bot(4))).toBeNull();
    expect(assist(opened().escalated(3).accepted(5).bot(6))).toBeNull();
  });
});

describe('acknowledgements', () => {
  it('keep each level’s own time, and the first of them takes the handoff', () => {
    const log = opened()
      .escalated(3)
      .add('handoff.delivered', 4, {})
      .add('handoff.joined', 6, {})
      .add('handoff.joined', 8, {});
    expect(only(fold(log).handoffs)).toMatchObject({
      delivered_at: minute(4),
      accepted_at: null,
      joined_at: minute(6),
      replied_at: null,
      taken_at: minute(6),
    });
  });

  it('without an id belong to the latest handoff begun before them', () => {
    const log = opened().escalated(3).accepted(4).transferred(5, { handoff_id: 'h-2' }).accepted(6);
    expect(fold(log).handoffs.map((handoff) => handoff.accepted_at)).toEqual([minute(4), minute(6)]);
  });

  it('of a handoff that has not come yet wait for it', () => {
    const early = opened().accepted(4, 'h-1');
    expect(fold(early).handoffs).toEqual([]);
    expect(only(fold(early.escalated(3)).handoffs).accepted_at).toBe(minute(4));
  });

  it('never lie before the handoff, whatever the receiver’s clock says', () => {
    expect(only(fold(opened().escalated(5).accepted(4, 'h-1')).handoffs).accepted_at).toBe(minute(5));
  });

  it('are seen in the first human turn where the source reports none', () => {
    expect(only(fold(opened().escalated(3).human(9)).handoffs)).toMatchObject({
      replied_at: minute(9),
      accepted_at: null,
    });
  });
});

describe('a human who sends it on', () => {
  const log = () => opened().escalated(3).accepted(4).transferred(5, { handoff_id: 'h-2' });

  it('makes a second hop and ends the first', () => {
    const { handoffs, episodes } = fold(log());
    expect(handoffs).toMatchObject([
      { hop: 1, transferred: true, ended_at: minute(5) },
      { hop: 2, transferred: false, ended_at: null, episode_no: null },
    ]);
    expect(episodes).toHaveLength(1);
  });

  it('has acted when the next one does', () => {
    expect(fold(log().resolved(30)).handoffs[0]?.first_action_at).toBe(minute(30));
  });
});

describe('required actions', () => {
  const due = new Date(minute(60)).toISOString();
  const asked = () =>
    opened().escalated(3, {
      handoff_id: 'h-1',
      required_actions: [{ id: 'refund', kind: 'payment', promised: true, due }, { id: 'call' }],
    });

  it('are there before anybody says what became of them', () => {
    const { actions, handoffs } = fold(asked());
    expect(actions).toMatchObject([
      { action_key: actionKey('refund'), kind: 'payment', promised: true, due_at: minute(60), result: null },
      { action_key: actionKey('call'), due_at: null, result: null, anchor_at: minute(3) },
    ]);
    expect(handoffs[0]).toMatchObject({ actions_required: 2, actions_correct: 0, actions_wrong: 0 });
  });

  it('have the result that was recorded last', () => {
    const log = asked()
      .acted(20, { action_id: 'refund', result: 'incorrect', cause: 'context_wrong' })
      .acted(40, { action_id: 'refund' });
    const { actions, handoffs } = fold(log);
    expect(actions[0]).toMatchObject({ result: 'correct', cause: null, recorded_at: minute(40) });
    expect(handoffs[0]).toMatchObject({ actions_correct: 1, actions_wrong: 0, first_action_at: minute(20) });
  });

  it('may be judged unknown or left out without being acted on', () => {
    const log = asked().acted(20, { action_id: 'refund', result: 'omitted' });
    const { handoffs, actions } = fold(log.acted(21, { action_id: 'call', result: 'unknown' }));
    expect(handoffs[0]).toMatchObject({ first_action_at: null, actions_wrong: 1 });
    expect(actions.map((action) => action.result)).toEqual(['omitted', 'unknown']);
  });

  it('count a follow-up that nobody had asked for', () => {
    const { actions, handoffs } = fold(asked().acted(9, { action_id: 'apologise' }));
    expect(actions).toHaveLength(3);
    expect(handoffs[0]).toMatchObject({ actions_required: 3, actions_correct: 1 });
  });

  it('stay one action when a transfer asks for them again', () => {
    const log = asked().transferred(5, { handoff_id: 'h-2', required_actions: [{ id: 'refund' }] });
    const { actions, handoffs } = fold(log.acted(9, { action_id: 'refund', handoff_id: 'h-2' }));
    expect(actions).toHaveLength(2);
    expect(actions[0]).toMatchObject({ handoff_key: handoffKey('h-1'), result: 'correct' });
    expect(handoffs.map((handoff) => handoff.first_action_at)).toEqual([minute(9), minute(9)]);
  });

  it('are kept where there is no handoff at all', () => {
    const { actions } = fold(
      opened().acted(9, { action_id: 'cancel', result: 'incorrect', evidence: 'api' }),
    );
    expect(only(actions)).toMatchObject({ handoff_key: null, bot: 'ada', anchor_at: minute(9) });
  });
});

describe('context', () => {
  const handoffOf = (context: Record<string, unknown>) =>
    only(fold(opened().escalated(3, { handoff_id: 'h-1', context })).handoffs);

  it('is counted by the policy of the purpose', () => {
    const handoff = handoffOf({ intent: 'refund', transcript: 'all of it', summary: { situation: 'angry' } });
    expect(handoff).toMatchObject({ context_required: 10, context_present: 3, starved: false });
  });

  it('starves when nothing but a number to ring travels', () => {
    expect(handoffOf({ phone: '+49 30 1234' }).starved).toBe(true);
    expect(handoffOf({}).starved).toBe(true);
    expect(handoffOf({ phone: '+49 30 1234', intent: 'refund' }).starved).toBe(false);
  });
});
