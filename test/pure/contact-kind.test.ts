import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callbackName } from '../../backend/src/episodes/callbacks.js';
import { contactKinds, repeatWithinMs } from '../../backend/src/episodes/contact-kind.js';
import { foldConversation } from '../../backend/src/episodes/fold.js';
import { byConversation } from '../../backend/src/ledger/by-conversation.js';
import { EventLog, handoffKey, ledgerEvents } from '../support/event-log.js';
import { randomLog } from '../support/random-log.js';

const day = 24 * 60;
const who = { bot: 'ada', customer: { id: 'zoe' } };
const visit = (id: string, at: number, by: 'customer' | 'business' = 'customer') =>
  new EventLog(id)
    .started(at, { ...who, initiated_by: by })
    .customer(at + 1)
    .escalated(at + 2, { handoff_id: `h-${id}` });

function kinds(...logs: EventLog[]) {
  const facts = logs.map((log) => foldConversation(log.entries));
  const found = contactKinds(
    facts.flatMap((one) => one.handoffs),
    facts.flatMap((one) => one.contacts),
  );
  return Object.fromEntries([...found].map(([name, kind]) => [name.split(' ')[1], kind]));
}
const h = (id: string) => handoffKey(`h-${id}`);

describe('a contact', () => {
  it('is a repeat when the customer began another within the seven days before it', () => {
    expect(kinds(visit('one', 0), visit('two', 7 * day))).toEqual({
      [h('one')]: 'first',
      [h('two')]: 'repeat',
    });
    expect(kinds(visit('one', 0), visit('two', 7 * day + 1))[h('two')]).toBe('first');
  });

  it('is not one of its own, however often it is handed over', () => {
    const sentOn = visit('one', 0).transferred(60, { handoff_id: 'h-on' });
    expect(kinds(sentOn)).toEqual({ [h('one')]: 'first', [handoffKey('h-on')]: 'first' });
  });

  it('is a repeat when the customer reopens the same conversation', () => {
    const again = visit('one', 0).ended(10).customer(600).bot(601).escalated(602, { handoff_id: 'h-again' });
    expect(kinds(again)[handoffKey('h-again')]).toBe('repeat');
  });

  it('does not follow what the business began', () => {
    expect(kinds(visit('one', 0, 'business'), visit('two', day))[h('two')]).toBe('first');
  });

  it('cannot be told of a customer who is not known, nor from assumed times', () => {
    const unknown = new EventLog('x').started(0).escalated(2, { handoff_id: 'h-x' });
    expect(kinds(unknown)).toEqual({ [h('x')]: null });
    const facts = foldConversation(visit('one', 0).entries);
    const assumed = facts.handoffs.map((row) => ({ ...row, times_assumed: true }));
    expect([...contactKinds(assumed, facts.contacts).values()]).toEqual([null]);
  });
});

it('is a function of the set of handoffs and contacts, and a repeat has one to repeat, found however slowly', () => {
  fc.assert(
    fc.property(randomLog({ conversations: 4 }), fc.nat(), (log, turn) => {
      const facts = [...byConversation(ledgerEvents(log)).values()].map(foldConversation);
      const handoffs = facts
        .flatMap((one) => one.handoffs)
        .map((row) => ({ ...row, customer_key: 'one customer' }));
      const contacts = facts.flatMap((one) => one.contacts);
      const found = contactKinds(handoffs, contacts);
      const turned = <T>(list: readonly T[]) => list.map((_, i) => list[(i + turn) % list.length] as T);
      expect(new Map([...contactKinds(turned(handoffs), turned(contacts))].sort())).toEqual(
        new Map([...found].sort()),
      );
      for (const handoff of handoffs) {
        const own = contacts.filter(
          ({ conversation_key, at }) =>
            conversation_key === handoff.conversation_key && at <= handoff.initiated_at,
        );
        const begin = Math.max(...own.map(({ at }) => at));
        const isRepeat = contacts.some(
          ({ at, initiated_by }) => initiated_by === 'customer' && at < begin && at >= begin - repeatWithinMs,
        );
        const expected = own.length === 0 || handoff.times_assumed ? null : isRepeat ? 'repeat' : 'first';
        expect(found.get(callbackName(handoff))).toBe(expected);
      }
    }),
    { numRuns: 100 },
  );
});
