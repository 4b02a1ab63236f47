import { type Callback, type ContactRow, compareKeys, type HandoffRow, type Key } from './rows.js';

/** Callbacks are looked for within the longest window that a metric uses. */
export const callbackWithinMs = 30 * 86_400_000;

/** What of a handoff decides whom a callback credits and why. */
export type CallbackHandoff = Pick<
  HandoffRow,
  | 'conversation_key'
  | 'handoff_key'
  | 'purpose'
  | 'intent'
  | 'resolved_intent'
  | 'initiated_at'
  | 'taken_at'
  | 'failed_at'
  | 'first_action_at'
  | 'deadline_at'
  | 'leak_at'
  | 'context_required'
  | 'context_present'
  | 'starved'
  | 'repeated'
  | 'actions_wrong'
  | 'times_assumed'
>;
export type CallbackContact = Pick<
  ContactRow,
  'conversation_key' | 'contact_no' | 'at' | 'initiated_by' | 'intent'
>;

export const noCallback: Callback = { callback_at: null, callback_key: null, callback_reasons: [] };

/**
 * Every later contact that one customer begins credits the latest eligible handoff before it, once; each handoff
 * keeps the first that credits it. From assumed times nobody can tell that somebody came back. Handoffs and contacts of one customer, in any order; answers by
 * conversation and handoff key. A contact that began before the handoff is the one it happened in.
 */
export function creditCallbacks(
  handoffs: readonly CallbackHandoff[],
  contacts: readonly CallbackContact[],
): Map<string, Callback> {
  const eligible = handoffs
    .filter(
      ({ purpose, times_assumed }) => !times_assumed && (purpose === 'escalation' || purpose === 'success'),
    )
    .sort((a, b) => a.initiated_at - b.initiated_at || compareKeys(callbackName(a), callbackName(b)));
  const begun = contacts
    .filter((contact) => contact.initiated_by === 'customer')
    .sort((a, b) => a.at - b.at || compareKeys(contactName(a), contactName(b)));
  const credited = new Map<string, Callback>();
  let before = 0;
  for (const contact of begun) {
    while ((eligible[before]?.initiated_at ?? Number.POSITIVE_INFINITY) < contact.at) before += 1;
    const handoff = eligible[before - 1];
    if (!handoff || contact.at - handoff.initiated_at > callbackWithinMs) continue;
    const name = callbackName(handoff);
    if (credited.has(name)) continue;
    credited.set(name, {
      callback_at: contact.at,
      callback_key: contact.conversation_key,
      callback_reasons: reasonsFor(handoff, contact),
    });
  }
  return credited;
}

export const callbackName = (handoff: { conversation_key: Key; handoff_key: Key }) =>
  `${handoff.conversation_key} ${handoff.handoff_key}`;
const contactName = (contact: CallbackContact) => `${contact.conversation_key} ${contact.contact_no}`;

/** Why the handoff is to blame, judged by what had happened when the customer came back; none: not attributed. */
function reasonsFor(handoff: CallbackHandoff, contact: CallbackContact): string[] {
  const { at } = contact;
  const by = (time: number | null) => time !== null && time <= at;
  const checks: [string, boolean][] = [
    ['failed', by(handoff.failed_at)],
    ['leaked', !by(handoff.first_action_at) || (handoff.first_action_at ?? 0) > handoff.leak_at],
    ['answered_late', !by(handoff.taken_at) || (handoff.taken_at ?? 0) > (handoff.deadline_at ?? at)],
    ['context_lost', isContextLost(handoff)],
    ['action_wrong', handoff.actions_wrong > 0],
    ['same_intent', isSameIntent(handoff, contact)],
  ];
  return checks.filter(([, holds]) => holds).map(([reason]) => reason);
}

function isContextLost(handoff: CallbackHandoff): boolean {
  return handoff.context_present < handoff.context_required || (handoff.repeated ?? 0) > 0 || handoff.starved;
}

function isSameIntent(handoff: CallbackHandoff, { intent }: CallbackContact): boolean {
  return intent !== null && (intent === handoff.intent || intent === handoff.resolved_intent);
}
