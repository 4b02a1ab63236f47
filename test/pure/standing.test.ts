import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { foldConversation } from '../../backend/src/episodes/fold.js';
import { orderEvents } from '../../backend/src/episodes/order.js';
import { EventLog, ledgerEvents } from '../support/event-log.js';

const idsOf = (events: CloudEvent[]) => orderEvents(ledgerEvents(events)).map((event) => event.event?.id);

test('however often a record is amended and in whatever order it comes, the facts are those of the last revision', () => {
  const revision = fc.record({
    number: fc.integer({ min: 1, max: 4 }),
    queue: fc.constantFrom('billing', 'returns'),
    accepted: fc.boolean(),
    ended: fc.boolean(),
  });
  const eventsOf = ({
    number,
    queue,
    accepted,
    ended,
  }: typeof revision extends fc.Arbitrary<infer T> ? T : never) => {
    const log = new EventLog();
    log.started(0).bot(1);
    const handoff = {
      handoff_id: 'h',
      purpose: 'escalation',
      from: { kind: 'bot' },
      to: { kind: 'human', queue },
    } as const;
    const more = (id: string) => ({ id: `${id}@${number}`, record: 'contact', revision: String(number) });
    log.add('handoff.initiated', 2, handoff, more('a'));
    if (accepted) log.add('handoff.accepted', 3, { handoff_id: 'h' }, more('b'));
    if (ended) log.add('conversation.ended', 5, {}, more('c'));
    return log.events;
  };
  const revisions = fc.uniqueArray(revision, {
    minLength: 1,
    maxLength: 4,
    selector: ({ number }) => number,
  });
  fc.assert(
    fc.property(revisions, (given) => {
      const last = [...given].sort((one, other) => other.number - one.number)[0];
      if (!last) return;
      const entries = ledgerEvents(given.flatMap(eventsOf));
      const all = foldConversation(entries);
      const only = foldConversation(ledgerEvents(eventsOf(last)));
      // How much of the ledger they were read from, not what is counted.
      only.conversation.event_count = new Set(entries.map(({ uid }) => uid)).size;
      expect(JSON.stringify(all)).toBe(JSON.stringify(only));
    }),
  );
});

test('a correction replaces what it names, a correction of it replaces it in turn', () => {
  const log = new EventLog().started(0).bot(1);
  log.add('turn.recorded', 1, { role: 'bot', intent: 'refund' }, { id: 'second', supersedes: 'c-1-1' });
  log.add('turn.recorded', 1, { role: 'bot', intent: 'return' }, { id: 'third', supersedes: 'second' });
  expect(idsOf(log.events)).toEqual(['c-1-0', 'third']);
});

test('events that correct each other in a circle stay: a conversation never loses all it has', () => {
  const log = new EventLog();
  log.add('turn.recorded', 1, { role: 'bot' }, { id: 'a', supersedes: 'b' });
  log.add('turn.recorded', 2, { role: 'bot' }, { id: 'b', supersedes: 'a' });
  log.add('turn.recorded', 3, { role: 'bot' }, { id: 'c', supersedes: 'elsewhere' });
  expect(idsOf(log.events)).toEqual(['a', 'b', 'c']);
});
