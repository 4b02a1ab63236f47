import { describe, expect, it } from 'vitest';
import { foldConversation } from '../../backend/src/episodes/fold.js';
import type { EpisodeRow, HandoffRow } from '../../backend/src/episodes/rows.js';
import { EventLog, minute } from '../support/event-log.js';

const handoffs = (log: EventLog): HandoffRow[] => foldConversation(log.entries).handoffs;
const handoff = (log: EventLog): HandoffRow => {
  const [row] = handoffs(log);
  if (!row) throw new Error('there is no handoff');
  return row;
};
const episode = (log: EventLog): EpisodeRow => {
  const [row] = foldConversation(log.entries).episodes;
  if (!row) throw new Error('there is no episode');
  return row;
};
const begun = () => new EventLog().started(0).customer(1).bot(2);
const taken = () => begun().escalated(3).accepted(5);

describe('the human’s time', () => {
  it('is from taking to the end, without silences of more than five minutes', () => {
    const log = taken().human(6).customer(9).human(29).resolved(31).ended(60);
    expect(handoff(log)).toMatchObject({ handle_seconds: 6 * 60, idle_seconds: 20 * 60 });
    expect(episode(log)).toMatchObject({ handle_seconds: 6 * 60, taken: 1, settled: true, resolved: true });
  });

  it('is whole where no turns are recorded', () => {
    const log = new EventLog().started(0).escalated(3).accepted(5).resolved(25);
    expect(handoff(log)).toMatchObject({ handle_seconds: 20 * 60, idle_seconds: null });
  });

  it('is not known while it lasts, and the episode is not settled', () => {
    const log = taken().human(6);
    expect(handoff(log)).toMatchObject({ handle_seconds: null, idle_seconds: null });
    expect(episode(log)).toMatchObject({ settled: false, handle_seconds: 0, taken: 1 });
  });

  it('never holds time with the bot', () => {
    const log = taken().human(6).returned(8, { handoff_id: 'back' }).bot(9).customer(10).bot(11).ended(20);
    expect(handoff(log).handle_seconds).toBe(3 * 60);
  });
});

describe('help', () => {
  it('begins with the first turn that is more than a greeting', () => {
    const log = taken().human(6, { action: 'greeting' }).human(7, { action: 'hold' }).human(9);
    expect(handoff(log)).toMatchObject({ helped_at: minute(9), replied_at: minute(6) });
  });

  it('has not begun with a greeting alone', () => {
    expect(handoff(taken().human(6, { action: 'greeting' })).helped_at).toBeNull();
  });

  it('is the reported reply where no turns are recorded', () => {
    const log = new EventLog().started(0).escalated(3).add('handoff.replied', 6, {});
    expect(handoff(log).helped_at).toBe(minute(6));
  });

  it('comes after the bot’s last word', () => {
    expect(handoff(taken()).bot_last_at).toBe(minute(2));
  });
});

describe('a chain', () => {
  it('counts its handoffs on the first of them', () => {
    const log = taken()
      .transferred(8, { handoff_id: 'h-2' })
      .transferred(12, { handoff_id: 'h-3' })
      .returned(20, { handoff_id: 'back' });
    expect(handoffs(log).map((row) => row.chain_hops)).toEqual([3, null, null, 1]);
  });

  it('says when a human was asked again after a failure', () => {
    const log = begun().escalated(3).failed(5).bot(6).customer(7).escalated(9, { handoff_id: 'h-2' });
    expect(handoffs(log).map((row) => row.again_at)).toEqual([minute(9), null]);
  });
});

describe('an episode', () => {
  it('counts the customer’s turns after the request for a human, which itself is none', () => {
    const log = begun().customer(3, { requests_human: true }).bot(4).customer(5).customer(6).escalated(7);
    expect(episode(log)).toMatchObject({ requested: true, request_turns: 2 });
  });

  it('is requested when nobody was handed over, and says nothing of turns without a request', () => {
    const log = begun().customer(3, { requests_human: true }).ended(9);
    expect(episode(log)).toMatchObject({ requested: true, escalated: false, outcome: 'abandoned' });
    expect(episode(begun().escalated(7)).request_turns).toBeNull();
  });

  it('knows when the mood first turned, and whether it was ever told', () => {
    const log = begun()
      .customer(3, { sentiment: -0.2 })
      .customer(4, { sentiment: -0.25 })
      .customer(6, { sentiment: -0.9 })
      .escalated(7);
    expect(episode(log)).toMatchObject({ mood_known: true, negative_at: minute(4), distress_turns: 1 });
    expect(episode(begun())).toMatchObject({ mood_known: false, negative_at: null, distress_turns: null });
  });

  it('stands for its contact once, whatever follows within it', () => {
    const log = taken().human(6).returned(8, { handoff_id: 'back' }).bot(9).customer(10);
    const { episodes } = foldConversation(log.ended(20, { resolved: 'confirmed' }).entries);
    expect(episodes.map((row) => [row.contact_no, row.contact_first, row.contact_resolved])).toEqual([
      [1, true, true],
      [1, false, true],
    ]);
  });
});
