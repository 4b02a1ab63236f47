import type { z } from 'zod';
import type { CallbackReason } from '../contract/callbacks.js';
import type { handoffAnswer } from '../contract/handoffs.js';
import type { HandoffFacts } from './handoff-facts.js';
import { spanInWords } from './sentence.js';

type Action = z.output<typeof handoffAnswer>['requiredActions'][number];
type Facts = Pick<
  HandoffFacts,
  | 'initiated_at'
  | 'failed_at'
  | 'failed_reason'
  | 'first_action_at'
  | 'leak_at'
  | 'taken_at'
  | 'deadline_at'
  | 'context_present'
  | 'context_required'
  | 'starved'
  | 'repeated'
  | 'intent'
  | 'resolved_intent'
>;

/** What is known of the contact with which the customer came back. */
interface Contact {
  at: Date;
  intent: string | null;
}

const plain = (name: string) => name.replaceAll('_', ' ');

/** Why a callback is put down to the handoff: what shows each reason, in words and as it stood when the customer came back. */
export function explainCallback(
  reasons: readonly string[],
  row: Facts,
  actions: readonly Action[],
  contact: Contact,
): { reason: CallbackReason; words: string }[] {
  const explain: Record<CallbackReason, () => string> = {
    failed: () => failed(row),
    leaked: () => leaked(row, contact),
    answered_late: () => answeredLate(row, contact),
    context_lost: () => contextLost(row),
    action_wrong: () => wrongActions(actions),
    same_intent: () => sameIntent(row, contact),
  };
  return reasons.flatMap((reason) =>
    Object.hasOwn(explain, reason)
      ? [{ reason: reason as CallbackReason, words: explain[reason as CallbackReason]() }]
      : [],
  );
}

function failed({ initiated_at, failed_at, failed_reason }: Facts): string {
  const after = failed_at ? ` after ${spanInWords(initiated_at, failed_at)}` : '';
  return `The handoff failed${after}${failed_reason ? ` (${plain(failed_reason)})` : ''}.`;
}

function leaked({ initiated_at, first_action_at, leak_at }: Facts, { at }: Contact): string {
  if (!first_action_at) return 'Nobody has acted on it.';
  if (first_action_at > at) {
    return `Nobody had acted yet: the first action came ${spanInWords(at, first_action_at)} after the customer.`;
  }
  const acted = spanInWords(initiated_at, first_action_at);
  return `The first action came after ${acted}, past its horizon of ${spanInWords(initiated_at, leak_at)}.`;
}

function answeredLate({ taken_at, deadline_at }: Facts, { at }: Contact): string {
  if (!taken_at) return 'Nobody has taken it.';
  if (taken_at > at) return `It was taken ${spanInWords(at, taken_at)} after the customer had come back.`;
  return deadline_at
    ? `It was taken ${spanInWords(deadline_at, taken_at)} after its deadline.`
    : 'It was taken late.';
}

function contextLost({ starved, context_present, context_required, repeated }: Facts): string {
  const said = [
    starved
      ? 'Nothing but a phone number, a ticket or a queue travelled'
      : context_present !== null &&
        context_present < context_required &&
        `${context_present} of ${context_required} required context fields travelled`,
    repeated !== null &&
      repeated > 0 &&
      `the customer had to repeat ${repeated} ${repeated === 1 ? 'thing' : 'things'}`,
  ].filter((part) => typeof part === 'string');
  const text = said.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const wrong = new Set(['incorrect', 'omitted', 'late']);

function wrongActions(actions: readonly Action[]): string {
  const said = actions
    .filter(({ result }) => wrong.has(result ?? ''))
    .map(({ kind, id, result, cause, evidence }) => {
      const why = [
        cause && plain(cause),
        evidence && `says ${evidence === 'reviewer' ? 'a reviewer' : evidence}`,
      ];
      const notes = why.filter(Boolean).join(', ');
      return `${plain(kind ?? id ?? 'a required action')}: ${result}${notes ? ` (${notes})` : ''}`;
    });
  const text = said.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function sameIntent({ intent, resolved_intent }: Facts, contact: Contact): string {
  const named = contact.intent ?? resolved_intent ?? intent ?? 'the same';
  return contact.intent !== intent && contact.intent === resolved_intent
    ? `The human had found it to be about “${named}”, and so was the next contact.`
    : `Both contacts are about “${named}”.`;
}
