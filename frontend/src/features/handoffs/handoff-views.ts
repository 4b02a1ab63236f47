import type { ActionDelay, CallbackReason } from '../../../../backend/src/contract/callbacks.js';
import type { HandoffView } from '../../../../backend/src/contract/handoffs.js';

interface ViewWords {
  label: string;
  /** What is in it, in one line. */
  meaning: string;
}

export const handoffViews: Record<HandoffView, ViewWords> = {
  all: { label: 'All', meaning: 'Every handoff in the range.' },
  waiting: { label: 'Waiting', meaning: 'Nobody has accepted it and it has not ended.' },
  unanswered: { label: 'Unanswered', meaning: 'Nobody accepted it, whether it ended or still waits.' },
  failed: { label: 'Failed', meaning: 'It failed and nobody accepted it afterwards.' },
  leaked: { label: 'Leaked', meaning: 'Nobody acted on it by its deadline, else within 24 hours.' },
  starved: {
    label: 'Starved',
    meaning: 'Nothing but a phone number, a ticket or a queue travelled with it.',
  },
  called_back: { label: 'Called back', meaning: 'The customer contacted us again within 30 days.' },
  misrouted: { label: 'Misrouted', meaning: 'A human had to send it on.' },
  over_shared: {
    label: 'Over-shared',
    meaning: 'More of the customer travelled with it than the consent that it states.',
  },
};
export const viewNames = Object.keys(handoffViews) as HandoffView[];

export const handoffOrders = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  longest_wait: 'Longest wait first',
} as const;
export type HandoffOrder = keyof typeof handoffOrders;
export const orderNames = Object.keys(handoffOrders) as HandoffOrder[];

/** What a callback is put down to, as it is said of the handoff. */
export const reasonNames: Record<CallbackReason, { label: string; meaning: string }> = {
  failed: { label: 'Failed', meaning: 'nobody took it' },
  leaked: { label: 'Leaked', meaning: 'nobody acted in time' },
  answered_late: { label: 'Answered late', meaning: 'after its deadline' },
  context_lost: { label: 'Context lost', meaning: 'missing or asked again' },
  action_wrong: { label: 'Wrong action', meaning: 'incorrect, omitted or late' },
  same_intent: { label: 'Same intent', meaning: 'about the same again' },
};

/** How long the first action took. */
export const delayNames: Record<ActionDelay, string> = {
  within_5_min: 'within 5 min',
  within_15_min: '5 to 15 min',
  within_1_h: '15 min to 1 h',
  within_4_h: '1 to 4 h',
  within_24_h: '4 to 24 h',
  later: 'after more than 24 h',
  no_action: 'nobody acted',
};
