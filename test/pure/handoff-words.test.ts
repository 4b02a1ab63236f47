import { describe, expect, it } from 'vitest';
import { overShared } from '../../backend/src/contract/consent.js';
import { handoffSummary } from '../../backend/src/contract/handoffs.js';
import { foldConversation } from '../../backend/src/episodes/fold.js';
import { orderEvents } from '../../backend/src/episodes/order.js';
import type { HandoffRow } from '../../backend/src/episodes/rows.js';
import { collectStories } from '../../backend/src/episodes/story.js';
import type { HandoffFacts } from '../../backend/src/handoffs/handoff-facts.js';
import { statusOf, summarise } from '../../backend/src/handoffs/handoff-summary.js';
import { readCursor, writeCursor } from '../../backend/src/handoffs/page-cursor.js';
import { listActions } from '../../backend/src/handoffs/required-actions.js';
import { spanInWords, tell } from '../../backend/src/handoffs/sentence.js';
import { listAcknowledgements, listSteps, listTurns } from '../../backend/src/handoffs/timeline.js';
import { listContext } from '../../backend/src/handoffs/travelled.js';
import { sbarOfHandoff } from '../../frontend/src/features/handoffs/handoff-sbar.js';
import { EventLog, handoffKey } from '../support/event-log.js';

const time = (value: number | null) => (value === null ? null : new Date(value));
const bytes = (key: string) => Buffer.from(key, 'base64url');

/** A folded handoff as the database gives it back. */
function stored(log: EventLog, more: Partial<HandoffFacts> = {}): HandoffFacts {
  const { handoffs, conversation, actions, episodes } = foldConversation(log.entries);
  const row = handoffs[0] as HandoffRow;
  const times = Object.entries(row).filter(([name]) => name.endsWith('_at'));
  return {
    ...row,
    ...Object.fromEntries(times.map(([name, value]) => [name, time(value as number | null)])),
    customer_key: bytes(row.customer_key),
    conversation_key: bytes(row.conversation_key),
    handoff_key: bytes(row.handoff_key),
    chain_key: bytes(row.chain_key),
    callback_key: null,
    conversation_id: conversation.conversation_id,
    customer_id: null,
    episode_started_at: time(episodes[0]?.started_at ?? null),
    leaked: false,
    over_shared: overShared(row.consent_scopes, row.context_fields),
    actions: actions.map(({ result }) => ({ result, due_at: null, recorded_at: null })),
    ...more,
  } as unknown as HandoffFacts;
}

const opened = () => new EventLog().started(0).customer(1).bot(2, { intent: 'refund' });

describe('a handoff in one sentence', () => {
  it('does not say what travelled where its source does not', () => {
    const row = stored(opened().escalated(3), { starved: null, context_present: null });
    expect(tell(row)).toContain('handed over to billing (its source does not say with what)');
  });

  it('says why, to whom, with what, and what came of it', () => {
    const log = opened()
      .escalated(3, {
        handoff_id: 'h-1',
        reasons: ['action_failed'],
        to: { kind: 'human', queue: 'Billing', tier: 'tier 1' },
        context: { intent: 'refund', failed_action: { code: 'ERR_PERM_004' } },
        required_actions: [{ id: 'a' }, { id: 'b' }],
      })
      .accepted(7)
      .acted(9, { action_id: 'a' });
    const row = stored(log, { callback_reasons: ['same_intent'] });
    row.callback_at = new Date(row.initiated_at.getTime() + 2 * 86_400_000);
    expect(tell(row)).toBe(
      'ada could not carry out an action (ERR_PERM_004) and handed over to Billing tier 1 with 1 of 10 context ' +
        'fields; it was taken after 4 min; 1 of 2 required actions done right; the customer came back after 2 d ' +
        'about the same thing.',
    );
  });

  it('does not tell how long it took where times were assumed', () => {
    expect(tell(stored(opened().escalated(3), { times_assumed: true }))).toBe(
      'ada handed over to billing with 0 of 10 context fields; nobody is known to have taken it.',
    );
  });

  it('names spans by their two largest units', () => {
    const span = (seconds: number) => spanInWords(new Date(0), new Date(seconds * 1000));
    expect([0, 59, 250, 3600, 90_061].map(span)).toEqual(['0 s', '59 s', '4 min 10 s', '1 h', '1 d 1 h']);
  });
});

describe('where a handoff stands', () => {
  it.each([
    ['waiting', opened().escalated(3)],
    ['accepted', opened().escalated(3).accepted(4)],
    ['failed', opened().escalated(3).failed(4)],
    ['ended', opened().escalated(3).ended(4)],
    ['resolved', opened().escalated(3).resolved(4)],
    ['accepted', opened().escalated(3, { handoff_id: 'h-1', to: { kind: 'bot' } })],
  ] as const)('is “%s”', (status, log) => {
    const row = stored(log);
    expect(statusOf(row)).toBe(status);
    expect(handoffSummary.safeParse(summarise(row)).error).toBeUndefined();
  });

  it('is “open”, not “waiting”, where its times were assumed', () => {
    expect(statusOf(stored(opened().escalated(3), { times_assumed: true }))).toBe('open');
  });
});

describe('what travelled', () => {
  const context = (log: EventLog, told = true) => {
    const events = orderEvents(log.entries);
    const story = collectStories(events).byKey.get(handoffKey('h-1'));
    if (!story) throw new Error('no handoff');
    const before = events.filter((event) => event.at < story.initiated.at);
    return Object.fromEntries(listContext(story, before, told).map((field) => [field.name, field]));
  };

  it('is told apart from what the bot knew and what the customer had to say again', () => {
    const fields = context(
      opened()
        .escalated(3, { handoff_id: 'h-1', context: { entities: { order: '7' } } })
        .resolved(9, { repeated: ['intent', 'address'] }),
    );
    expect(fields.intent).toMatchObject({ botKnew: true, travelled: false, repeated: true, required: true });
    expect(fields.entities).toMatchObject({ travelled: true, value: 'order: 7' });
    expect(fields.sentiment).toMatchObject({ botKnew: false, travelled: false });
    expect(fields['summary.situation']).toMatchObject({ botKnew: null });
    expect(fields.address).toMatchObject({ required: false, repeated: true });
  });

  it('is not known where the source never says it: what the log names is what the bot knew', () => {
    const fields = context(
      opened().escalated(3, { handoff_id: 'h-1', context: { intent: 'refund' } }),
      false,
    );
    expect(fields.intent).toMatchObject({ botKnew: true, travelled: null, value: 'refund' });
    expect(fields.transcript).toMatchObject({ botKnew: true, travelled: null, value: null });
    expect(
      Object.values(sbarOfHandoff({ context: Object.values(fields) })).map(({ state }) => state),
    ).toEqual(Array(4).fill('unknown'));
  });

  it('is not judged by turns that the source does not record', () => {
    expect(context(new EventLog().started(0).escalated(3)).intent?.botKnew).toBeNull();
  });
});

describe('the timeline', () => {
  it('keeps turns, steps and acknowledgements with their ledger entries', () => {
    const log = opened().escalated(3).accepted(4).ended(5, { resolved: 'confirmed' });
    const events = orderEvents(log.entries);
    expect(listTurns(events).map((turn) => turn.entry)).toEqual([1, 2]);
    expect(listSteps(events).map((step) => step.what)).toEqual([
      'The conversation began with ada',
      'Escalation to billing',
      'Accepted',
      'The conversation ended, confirmed as solved',
    ]);
    const story = collectStories(events).byKey.get(handoffKey('h-1'));
    expect(story && listAcknowledgements(story)).toMatchObject([{ level: 'accepted', entry: 4 }]);
  });

  it('gives required actions the words of whoever asked for them', () => {
    const log = opened()
      .escalated(3, { handoff_id: 'h-1', required_actions: [{ id: 'a', description: 'Pay it back' }] })
      .acted(9, { action_id: 'a', description: 'done' });
    const actions = listActions(stored(log), log.entries);
    expect(actions).toMatchObject([{ id: 'a', description: 'Pay it back', result: 'correct' }]);
  });
});

describe('a list’s cursor', () => {
  it('comes back as it was written', () => {
    const cursor = {
      watermarkMs: 1,
      place: -5,
      keys: [Buffer.from('ab', 'hex'), Buffer.from('cd', 'hex')],
    } as const;
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
  });

  it('is refused when somebody made it up', () => {
    for (const text of ['', 'x', Buffer.from('1 2 zz zz').toString('base64url')]) {
      expect(() => readCursor(text)).toThrow('does not come from this list');
    }
  });
});
