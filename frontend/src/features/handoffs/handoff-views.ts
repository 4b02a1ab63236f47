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
