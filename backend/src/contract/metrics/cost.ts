import type { Metric } from '../metric.js';
import { mean } from './declare.js';

const costPitfalls = [
  'It is as right as the rates that were set; a changed rate changes every past number.',
  'Human work is the time from taking a handoff to its end without silences of more than five minutes: who serves several customers at once is counted for each.',
];

export const costMetrics = {
  cost_per_handoff: mean({
    of: 'money',
    topic: 'cost',
    label: 'Cost per handoff',
    question: 'What does a handoff cost?',
    definition:
      'The rate per handoff that a human takes, and the hourly rate for its handle time; mean over handoffs that are over.',
    population: 'handoff',
    terms: [
      { measure: 'one', per: 1, rate: 'human_contact' },
      { measure: 'handle_seconds', per: 3600, rate: 'human_hour' },
    ],
    numerator: ['answerable', 'timed', 'handled'],
    denominator: ['answerable', 'timed', 'handled'],
    range: [0, null],
    better: 'lower',
    pitfalls: costPitfalls,
  }),
  cost_per_resolved: mean({
    of: 'money',
    topic: 'cost',
    label: 'Cost per resolved episode',
    question: 'What does it cost until a customer is served, humans included?',
    definition:
      'The cost of all settled episodes (bot, handoffs taken, human work) divided by how many of them were resolved. An episode is settled when it ended and so did all that humans did about it.',
    population: 'episode',
    terms: [
      { measure: 'one', per: 1, rate: 'bot_episode' },
      { measure: 'human_contacts', per: 1, rate: 'human_contact' },
      { measure: 'handle_seconds', per: 3600, rate: 'human_hour' },
    ],
    numerator: ['eligible', 'timed', 'settled'],
    denominator: ['eligible', 'timed', 'settled', 'resolved'],
    range: [0, null],
    better: 'lower',
    pitfalls: costPitfalls,
  }),
} as const satisfies Record<string, Metric>;
