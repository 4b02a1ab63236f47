import { groupBy } from '../group-by.js';
import { type ContactRow, compareKeys, type EpisodeRow } from './rows.js';

/** When the same customer turned to us about the same intent before and after a contact. */
export type Neighbours = Pick<EpisodeRow, 'same_before_at' | 'same_after_at'>;

export type IssueContact = Pick<
  ContactRow,
  'conversation_key' | 'contact_no' | 'at' | 'initiated_by' | 'intent'
>;

export const noNeighbours: Neighbours = { same_before_at: null, same_after_at: null };

export const issueName = (of: Pick<ContactRow, 'conversation_key' | 'contact_no'>) =>
  `${of.conversation_key} ${of.contact_no}`;

/**
 * Links the contacts that one customer begins about one intent, in any order given: whether a matter was settled at
 * its first contact is a question of customer and intent, not of conversations or tickets. Answers by conversation
 * and number of contact.
 */
export function linkIssues(contacts: readonly IssueContact[]): Map<string, Neighbours> {
  const begun = contacts.filter(({ intent, initiated_by }) => intent !== null && initiated_by === 'customer');
  const linked = new Map<string, Neighbours>();
  for (const same of groupBy(begun, ({ intent }) => intent).values()) {
    same.sort((a, b) => a.at - b.at || compareKeys(issueName(a), issueName(b)));
    same.forEach((contact, i) => {
      linked.set(issueName(contact), {
        same_before_at: same[i - 1]?.at ?? null,
        same_after_at: same[i + 1]?.at ?? null,
      });
    });
  }
  return linked;
}
