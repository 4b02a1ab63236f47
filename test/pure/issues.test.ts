import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type IssueContact, issueName, linkIssues } from '../../backend/src/episodes/issues.js';

const contact = (conversation: string, at: number, more: Partial<IssueContact> = {}): IssueContact => ({
  conversation_key: conversation,
  contact_no: 1,
  at,
  initiated_by: 'customer',
  intent: 'refund',
  ...more,
});

test('contacts about one intent are neighbours, whichever conversation they are in', () => {
  const linked = linkIssues([
    contact('c', 30),
    contact('a', 10),
    contact('b', 20, { intent: 'card' }),
    contact('a', 25, { contact_no: 2, initiated_by: 'business' }),
    contact('d', 40, { intent: null }),
  ]);
  expect(linked.get('a 1')).toEqual({ same_before_at: null, same_after_at: 30 });
  expect(linked.get('c 1')).toEqual({ same_before_at: 10, same_after_at: null });
  expect(linked.get('b 1')).toEqual({ same_before_at: null, same_after_at: null });
  expect([linked.has('a 2'), linked.has('d 1')]).toEqual([false, false]);
});

test('who is before and after does not depend on the order in which contacts became known', () => {
  const some = fc.array(
    fc.record({ key: fc.constantFrom('a', 'b', 'c'), at: fc.nat(5), intent: fc.constantFrom('x', 'y') }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(
      some.chain((list) => {
        const contacts = list.map(({ key, at, intent }, i) => contact(key, at, { intent, contact_no: i }));
        return fc.tuple(
          fc.constant(contacts),
          fc.shuffledSubarray(contacts, { minLength: contacts.length, maxLength: contacts.length }),
        );
      }),
      ([contacts, shuffled]) => {
        const [one, other] = [linkIssues(contacts), linkIssues(shuffled)];
        for (const each of contacts) expect(other.get(issueName(each))).toEqual(one.get(issueName(each)));
      },
    ),
  );
});
