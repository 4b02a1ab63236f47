import type { Metric, RatioMetric } from '../metric.js';
import { share } from './declare.js';

const day = 86_400;

const callback = (window: '24h' | '72h' | '7d' | '30d', seconds: number, words: string): RatioMetric => ({
  unit: 'ratio',
  topic: 'return',
  label: `Callback rate, ${words}`,
  question: `How often does the customer contact us again within ${words} of a handoff?`,
  definition: `Handoffs followed by a customer-initiated contact of the same customer within ${words}, over escalations and completed outcomes of known customers whose window has closed. Each contact credits the latest eligible handoff once.`,
  population: 'handoff',
  numerator: ['callback_eligible', `called_back_${window}`],
  denominator: ['callback_eligible'],
  better: 'lower',
  matureAfterSeconds: seconds,
  pitfalls: [
    'A customer whose identity is not joined across channels is not seen to come back.',
    'Handoffs whose window is still open are left out and drawn as immature.',
  ],
});

export const returningMetrics = {
  callback_rate: callback('7d', 7 * day, '7 days'),
  callback_rate_24h: callback('24h', day, '24 hours'),
  callback_rate_72h: callback('72h', 3 * day, '72 hours'),
  callback_rate_30d: callback('30d', 30 * day, '30 days'),
  attributed_callback_rate: {
    ...callback('7d', 7 * day, '7 days'),
    label: 'Attributed callback rate, 7 days',
    question: 'How often does the customer come back because the handoff went wrong?',
    definition:
      'As the callback rate, only callbacks after a handoff that failed, leaked, was answered late, lost context or had a wrong action, or about the same intent.',
    numerator: ['callback_eligible', 'callback_attributed_7d'],
  },
  first_contact_resolution: share({
    topic: 'return',
    label: 'First-contact resolution',
    question: 'How often is a matter settled at its first contact?',
    definition:
      'Matters resolved at their first contact, by bot or human, and not brought up again within 7 days, over matters. A matter is one customer and one intent without a contact about it in the 7 days before; a handoff inside a contact is the same contact.',
    population: 'episode',
    numerator: ['issue_begins', 'issue_settled'],
    denominator: ['issue_begins'],
    matureAfterSeconds: 7 * day,
    better: 'higher',
    pitfalls: [
      'Customers who are not known, and contacts without an intent, are left out.',
      'An unresolved matter that is never brought up again counts as unresolved.',
    ],
  }),
} as const satisfies Record<string, Metric>;
