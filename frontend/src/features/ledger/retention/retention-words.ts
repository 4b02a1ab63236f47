import type { retentionClasses } from '../../../../../backend/src/contract/erasure.js';

export type RetentionClass = (typeof retentionClasses)[number];

export const classWords: Record<RetentionClass, { title: string; what: string }> = {
  conversation: {
    title: 'Conversations',
    what: 'What was said and done, counted from the last event of each',
  },
  customer: { title: 'Customers', what: 'Who the customer is, counted from the last contact' },
  agent: {
    title: 'People who use Baton',
    what: 'Who decided what and who looked at what, counted from the last time of each',
  },
};
