import { describe, expect, it } from 'vitest';
import { foldConversation } from '../../backend/src/episodes/fold.js';
import { conversationKey, customerKey, EventLog, handoffKey, minute } from '../support/event-log.js';

const fold = (log: EventLog) => foldConversation(log.entries);
const outcomes = (log: EventLog) => fold(log).episodes.map((episode) => episode.outcome);
const only = <T>(rows: readonly T[]): T => {
  expect(rows).toHaveLength(1);
  return rows[0] as T;
};
/** A conversation that the customer begins and the bot answers. */
const opened = () => new EventLog().started(0).customer(1).bot(2);

describe('an episode begins', () => {
  it('with the conversation, when the source names a bot', () => {
    const episode = only(fold(new EventLog().started(0)).episodes);
    expect(episode).toMatchObject({ bot: 'ada', started_at: minute(0), ended_at: null, outcome: null });
  });

  it('with the first word said, when a bot turns out to answer', () => {
    const episode = only(fold(new EventLog().customer(3).bot(4)).episodes);
    expect(episode).toMatchObject({ started_at: minute(3), customer_turns: 1, bot_turns: 1 });
  });

  it('with a handoff from a bot of which nothing else is known', () => {
    const episode = only(fold(new EventLog().escalated(5)).episodes);
    expect(episode).toMatchObject({ started_at: minute(5), ended_at: minute(5), outcome: 'handed_off' });
  });

  it('not at all where only humans speak', () => {
    expect(fold(new EventLog().started(0, {}).customer(1).human(2).ended(3)).episodes).toEqual([]);
  });

  it('not at all where nobody answers and no bot is known', () => {
    expect(fold(new EventLog().customer(1).ended(3)).episodes).toEqual([]);
  });
});

describe('an episode ends', () => {
  it.each([
    ['confirmed', 'self_served_confirmed'],
    ['assumed', 'self_served_assumed'],
    ['no', 'abandoned'],
  ] as const)('with the conversation, resolved “%s”, as %s', (resolved, outcome) => {
    expect(outcomes(opened().ended(3, { resolved }))).toEqual([outcome]);
  });

  it('as abandoned when nobody says how it ended, whoever ended it', () => {
    for (const by of ['customer', 'bot', 'system'] as const) {
      expect(outcomes(opened().ended(3, { by }))).toEqual(['abandoned']);
    }
  });

  it('as the source says later about the same end', () => {
    const log = opened().ended(3).ended(90, { resolved: 'confirmed' });
    expect(only(fold(log).episodes)).toMatchObject({ outcome: 'self_served_confirmed', ended_at: minute(3) });
  });

  it('with the escalation, and what is said afterwards belongs to the human', () => {
    const log = opened().escalated(3).accepted(4).customer(5).human(6).ended(7, { resolved: 'confirmed' });
    expect(only(fold(log).episodes)).toMatchObject({
      outcome: 'handed_off',
      ended_at: minute(3),
      customer_turns: 1,
      accepted: true,
      completed: true,
    });
  });

  it('as a failed handoff when it failed and nobody took it afterwards', () => {
    expect(outcomes(opened().escalated(3).failed(4))).toEqual(['handoff_failed']);
    expect(outcomes(opened().escalated(3).failed(4).accepted(5))).toEqual(['handed_off']);
    expect(outcomes(opened().escalated(3).accepted(4).failed(5))).toEqual(['handoff_failed']);
  });

  it('as a failed handoff when the conversation ended before anybody took it', () => {
    expect(outcomes(opened().escalated(3).ended(9))).toEqual(['handoff_failed']);
    expect(outcomes(opened().escalated(3).ended(9).accepted(12))).toEqual(['handoff_failed']);
  });

  it('as handed off when a human resolves it after the customer left', () => {
    expect(outcomes(opened().escalated(3).ended(9).resolved(60))).toEqual(['handed_off']);
  });

  it('not with a completed outcome that goes to who acts on it', () => {
    const log = opened().escalated(3, { handoff_id: 'h-1', purpose: 'success' });
    expect(only(fold(log).episodes)).toMatchObject({ outcome: null, escalated: false });
    expect(only(fold(log.ended(4, { resolved: 'confirmed' })).episodes).outcome).toBe(
      'self_served_confirmed',
    );
  });

  it('not with a human word beside the bot: handoffs are what the source says', () => {
    expect(outcomes(opened().human(3).ended(4, { resolved: 'assumed' }))).toEqual(['self_served_assumed']);
  });
});

describe('bot, human, bot', () => {
  const log = () => opened().escalated(3).accepted(4, 'h-1').human(5).returned(10, { handoff_id: 'h-2' });

  it('are two episodes, and the human stretch has an end', () => {
    const { episodes, handoffs } = fold(log().customer(11).bot(12).ended(13, { resolved: 'confirmed' }));
    expect(episodes).toMatchObject([
      { episode_no: 1, outcome: 'handed_off', ended_at: minute(3), resumed: false },
      {
        episode_no: 2,
        outcome: 'self_served_confirmed',
        started_at: minute(10),
        resumed: true,
        silent: false,
      },
    ]);
    expect(handoffs).toMatchObject([
      { handoff_key: handoffKey('h-1'), ended_at: minute(10), episode_no: 1 },
      { handoff_key: handoffKey('h-2'), purpose: 'return', episode_no: 2 },
    ]);
  });

  it('show a bot that stays silent after the return', () => {
    expect(fold(log().customer(11).customer(15)).episodes[1]).toMatchObject({ silent: true, outcome: null });
  });

  it('stay with the human when the return failed', () => {
    const { episodes, handoffs } = fold(log().failed(11, 'h-2'));
    expect(episodes).toHaveLength(1);
    expect(handoffs[0]?.ended_at).toBeNull();
  });

  it('may escalate again, in an episode of its own', () => {
    const twice = log().customer(11).bot(12).escalated(13, { handoff_id: 'h-3' }).ended(20);
    expect(outcomes(twice)).toEqual(['handed_off', 'handoff_failed']);
  });
});

describe('a reopened conversation', () => {
  const reopened = () => opened().ended(3, { resolved: 'assumed' }).customer(5000);

  it('starts a new clock', () => {
    const { episodes, contacts } = fold(reopened().bot(5001).escalated(5002));
    expect(episodes).toMatchObject([
      { started_at: minute(0), ended_at: minute(3), outcome: 'self_served_assumed' },
      { started_at: minute(5000), ended_at: minute(5002), outcome: 'handed_off' },
    ]);
    expect(contacts.map(({ at, initiated_by }) => [at, initiated_by])).toEqual([
      [minute(0), 'customer'],
      [minute(5000), 'customer'],
    ]);
  });

  it('is the bot’s again unless a human picks it up first', () => {
    expect(outcomes(reopened())).toEqual(['self_served_assumed', null]);
    expect(outcomes(reopened().human(5001).ended(5002))).toEqual(['self_served_assumed']);
  });

  it('is the business’s contact when the bot writes first, and not eligible', () => {
    const { episodes, contacts } = fold(opened().ended(3).bot(900).customer(901));
    expect(contacts[1]?.initiated_by).toBe('business');
    expect(episodes[1]).toMatchObject({ eligible: false, initiated_by: 'business' });
  });
});

describe('after a failed handoff', () => {
  const failed = () => opened().escalated(3).failed(4);

  it('a bot that only bridges the wait has no new episode', () => {
    expect(outcomes(failed().bot(5).ended(6))).toEqual(['handoff_failed']);
  });

  it('a customer who goes on with the bot has one', () => {
    const log = failed().bot(5).customer(6).bot(7).ended(8, { resolved: 'confirmed' });
    expect(outcomes(log)).toEqual(['handoff_failed', 'self_served_confirmed']);
  });

  it('another try is a hop of the same handoff', () => {
    const { episodes, handoffs } = fold(failed().bot(5).escalated(6, { handoff_id: 'h-2' }).accepted(7));
    expect(episodes.map((episode) => episode.outcome)).toEqual(['handed_off']);
    expect(handoffs.map(({ hop, chain_key }) => [hop, chain_key])).toEqual([
      [1, handoffKey('h-1')],
      [2, handoffKey('h-1')],
    ]);
    expect(handoffs[0]).toMatchObject({ ended_at: minute(6), transferred: false });
  });
});

describe('an eligible episode', () => {
  const eligible = (log: EventLog) => only(fold(log).episodes).eligible;

  it('has a bot, a customer who spoke, and was not begun by the business', () => {
    expect(eligible(opened())).toBe(true);
    expect(eligible(new EventLog().started(0).bot(1))).toBe(false);
    expect(eligible(new EventLog().started(0, { bot: 'ada', initiated_by: 'business' }).customer(1))).toBe(
      false,
    );
  });

  it('needs no turns from a source that records none', () => {
    expect(eligible(new EventLog().started(0).escalated(1))).toBe(true);
  });

  it('counts a customer who asks for a human without a word', () => {
    const log = new EventLog().started(0).bot(1);
    expect(eligible(log.escalated(2, { handoff_id: 'h-1', reasons: ['customer_request'] }))).toBe(true);
  });
});

describe('the conversation', () => {
  it('belongs to the customer as last known, else to itself', () => {
    expect(fold(opened()).conversation.customer_key).toBe(conversationKey('c-1'));
    const late = opened().escalated(3, { handoff_id: 'h-1', customer: { id: 'zoe' } });
    expect(fold(late).conversation).toMatchObject({ customer_key: customerKey('zoe'), customer_id: 'zoe' });
    expect(fold(late).episodes[0]?.customer_key).toBe(customerKey('zoe'));
  });

  it('has assumed times where any event of it was given one', () => {
    const assumed = (log: EventLog) => only(fold(log).episodes).times_assumed;
    expect(assumed(opened())).toBe(false);
    expect(assumed(opened().add('turn.recorded', 3, { role: 'bot' }, { timeassumed: true }))).toBe(true);
  });

  it('breaks ties of time by the source’s sequence, then by what must come first', () => {
    const log = new EventLog().ended(5).escalated(5).customer(5).started(5);
    expect(outcomes(log)).toEqual(['handoff_failed']);
    const told = new EventLog()
      .started(0)
      .add('conversation.ended', 5, { resolved: 'assumed' }, { sequence: '1' })
      .add('turn.recorded', 5, { role: 'customer' }, { sequence: '2' });
    expect(outcomes(told)).toEqual(['self_served_assumed', null]);
  });

  it('keeps its numbers when its words are erased', () => {
    const log = opened().escalated(3).accepted(4).acted(5, { action_id: 'a' });
    const erased = log.entries.map((event) => ({ ...event, event: undefined }));
    const { conversation, handoffs, ...counted } = foldConversation(erased);
    expect(counted).toMatchObject({ episodes: fold(log).episodes, actions: fold(log).actions });
    expect({ ...handoffs[0], handoff_id: 'h-1' }).toEqual(fold(log).handoffs[0]);
    expect(conversation.conversation_id).toBeNull();
  });
});
