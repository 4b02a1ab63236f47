import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callbackName, creditCallbacks } from '../../backend/src/episodes/callbacks.js';
import { foldConversation } from '../../backend/src/episodes/fold.js';
import type { ConversationFacts } from '../../backend/src/episodes/rows.js';
import type { LedgerEvent } from '../../backend/src/ledger/ledger-event.js';
import { ledgerEvents } from '../support/event-log.js';
import { delivered, randomLog } from '../support/random-log.js';

function foldAll(events: readonly LedgerEvent[]): ConversationFacts[] {
  const byKey = groupByConversation(events);
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => foldConversation(own));
}

function groupByConversation(events: readonly LedgerEvent[]): Map<string, LedgerEvent[]> {
  const groups = new Map<string, LedgerEvent[]>();
  for (const event of events) {
    const key = event.link.conversation ?? '';
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return groups;
}

/** What a property needs to hold for every log. */
const always = (check: (facts: ConversationFacts, events: LedgerEvent[]) => void) =>
  fc.assert(
    fc.property(randomLog(), (log) => {
      const events = ledgerEvents(log);
      for (const facts of foldAll(events)) {
        const key = facts.conversation.conversation_key;
        check(
          facts,
          events.filter((event) => event.link.conversation === key),
        );
      }
    }),
    { numRuns: 150 },
  );

describe('whatever happens', () => {
  it('the facts do not depend on the order, repetition or time of receipt of the events', () => {
    const logAndDelivery = randomLog().chain((log) => fc.tuple(fc.constant(log), delivered(log)));
    fc.assert(
      fc.property(logAndDelivery, ([log, again]) => {
        expect(JSON.stringify(foldAll(ledgerEvents(again)))).toBe(JSON.stringify(foldAll(ledgerEvents(log))));
      }),
      { numRuns: 150 },
    );
  });

  it('every ended episode has exactly one outcome, and no open one has any: shares sum to 1', () => {
    always(({ episodes }) => {
      for (const episode of episodes) expect(episode.outcome === null).toBe(episode.ended_at === null);
    });
  });

  it('episodes do not overlap, and only the last may be open', () => {
    always(({ episodes }) => {
      episodes.forEach((episode, index) => {
        expect(episode.ended_at ?? episode.started_at).toBeGreaterThanOrEqual(episode.started_at);
        const next = episodes[index + 1];
        if (next)
          expect(next.started_at).toBeGreaterThanOrEqual(episode.ended_at ?? Number.POSITIVE_INFINITY);
      });
    });
  });

  it('an episode that the business began is never eligible', () => {
    always(({ episodes }) => {
      for (const episode of episodes) {
        if (episode.initiated_by === 'business') expect(episode.eligible).toBe(false);
      }
    });
  });

  it('only an escalated episode ends as handed off or as a failed handoff', () => {
    always(({ episodes }) => {
      for (const { outcome, escalated } of episodes) {
        expect(outcome === 'handed_off' || outcome === 'handoff_failed').toBe(escalated);
      }
    });
  });

  it('each handoff that was initiated is there once, and nothing about it lies before it', () => {
    always(({ handoffs }, events) => {
      const initiated = events.filter((event) => event.type === 'handoff.initiated');
      expect(handoffs.map((handoff) => handoff.handoff_key).sort()).toEqual(
        [...new Set(initiated.map((event) => event.link.handoff))].sort(),
      );
      for (const handoff of handoffs) {
        const { delivered_at, accepted_at, joined_at, replied_at, failed_at, first_action_at } = handoff;
        const times = [delivered_at, accepted_at, joined_at, replied_at, failed_at, first_action_at];
        for (const time of [...times, handoff.resolved_at, handoff.ended_at]) {
          if (time !== null) expect(time).toBeGreaterThanOrEqual(handoff.initiated_at);
        }
      }
    });
  });

  it('after a return to the bot no earlier handoff to a human is still open', () => {
    always(({ handoffs, episodes }) => {
      for (const back of handoffs.filter((handoff) => handoff.purpose === 'return')) {
        const began = episodes.some((one) => one.resumed && one.started_at === back.initiated_at);
        if (!began) continue;
        const before = handoffs.filter(
          (one) => one.initiated_at < back.initiated_at && one.to_kind === 'human',
        );
        for (const handoff of before) {
          if (handoff.purpose === 'success') continue;
          expect(handoff.ended_at).not.toBeNull();
        }
      }
    });
  });

  it('actions of a handoff are counted once, by what became of them', () => {
    always(({ handoffs, actions }) => {
      for (const handoff of handoffs) {
        const own = actions.filter((action) => action.handoff_key === handoff.handoff_key);
        expect(handoff.actions_required).toBe(own.length);
        expect(handoff.actions_correct).toBe(own.filter((action) => action.result === 'correct').length);
      }
    });
  });

  it('a contact credits one handoff at most, one that began before it, within 30 days', () => {
    fc.assert(
      fc.property(randomLog(), (log) => {
        const facts = foldAll(ledgerEvents(log));
        const handoffs = facts.flatMap((one) => one.handoffs);
        const contacts = facts.flatMap((one) => one.contacts);
        const credited = creditCallbacks(handoffs, contacts);
        const times = [...credited.values()].map(
          (callback) => `${callback.callback_key} ${callback.callback_at}`,
        );
        for (const handoff of handoffs) {
          const callback = credited.get(callbackName(handoff));
          if (!callback) continue;
          const after = (callback.callback_at ?? 0) - handoff.initiated_at;
          expect(after).toBeGreaterThan(0);
          expect(after).toBeLessThanOrEqual(30 * 86_400_000);
        }
        const begun = new Set(contacts.map((contact) => `${contact.conversation_key} ${contact.at}`));
        for (const time of times) expect(begun.has(time)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
