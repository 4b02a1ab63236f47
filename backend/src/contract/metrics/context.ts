import type { Measure, Metric, RatioMetric } from '../metric.js';
import { share } from './declare.js';

const untold =
  'Sources that never say what travels with a handoff cannot be measured and are left out, not counted as lost. An intent alone is the label of a log and does not say it.';

/** A field or part of the context, over the handoffs that an agent's screen is needed for. */
const sent = (label: string, measure: Measure, what: string): RatioMetric =>
  share({
    topic: 'context',
    label: `${label} sent`,
    question: `Does ${what} travel?`,
    definition: `Escalations and transfers to a human with which ${what} travelled, over all of them.`,
    population: 'handoff',
    numerator: ['for_agent', 'context_told', measure],
    denominator: ['for_agent', 'context_told'],
    unmeasured: ['for_agent', 'context_untold'],
    better: 'higher',
    pitfalls: ['That it travelled does not say that it was right, or read.', untold],
  });

export const contextMetrics = {
  context_completeness: {
    unit: 'ratio',
    topic: 'context',
    label: 'Context completeness',
    question: 'Does the receiver get what the bot knew?',
    definition:
      'Required context fields that travelled over required context fields, by the policy of each purpose.',
    population: 'handoff',
    numerator: ['context_told', 'context_present'],
    denominator: ['context_told', 'context_required'],
    unmeasured: ['context_untold'],
    better: 'higher',
    pitfalls: [
      untold,
      'Of a source that says what travels, a field that it never sends counts as missing: that is what the receiver sees.',
      'Fields of one handoff are not independent: its interval is somewhat too narrow.',
    ],
  },
  starvation_rate: {
    unit: 'ratio',
    topic: 'context',
    label: 'Starved handoffs',
    question: 'How often does the receiver get a phone number and a queue, and nothing else?',
    definition:
      'Handoffs with which nothing but a phone number, a ticket or a queue travelled, over handoffs of sources that say what travels.',
    population: 'handoff',
    numerator: ['context_told', 'starved'],
    denominator: ['context_told'],
    unmeasured: ['context_untold'],
    better: 'lower',
    pitfalls: [untold],
  },
  repeat_rate: {
    unit: 'ratio',
    topic: 'context',
    label: 'Repeat rate',
    question: 'How often must the customer say again what the bot already had?',
    definition:
      'Resolved handoffs in which the customer had to repeat at least one field, over those where it was reported.',
    population: 'handoff',
    numerator: ['resolved_reported', 'repeated'],
    denominator: ['resolved_reported'],
    better: 'lower',
    pitfalls: ['Sources that do not report it are left out.'],
  },
  state_sent: sent('Conversation state', 'state_sent', 'a summary of what happened'),
  intent_sent: sent('Intent', 'intent_sent', 'the customer’s intent'),
  sentiment_sent: sent('Sentiment', 'sentiment_sent', 'the customer’s mood'),
  customer_data_sent: sent(
    'Customer data',
    'customer_data_sent',
    'what is known of the customer and the case',
  ),
  situation_sent: sent('Situation', 'situation_sent', 'the situation (S of SBAR)'),
  background_sent: sent('Background', 'background_sent', 'the background (B of SBAR)'),
  assessment_sent: sent('Assessment', 'assessment_sent', 'the bot’s assessment (A of SBAR)'),
  recommendation_sent: sent('Recommendation', 'recommendation_sent', 'a recommendation (R of SBAR)'),
  context_first: share({
    topic: 'context',
    label: 'Context before the first word',
    question: 'Is the handoff delivered before a human takes it?',
    definition: 'Handoffs delivered no later than a human took them, over handoffs with both times.',
    population: 'handoff',
    numerator: ['to_human', 'timed', 'delivery_known', 'delivered_before'],
    denominator: ['to_human', 'timed', 'delivery_known'],
    better: 'higher',
  }),
  readback_rate: share({
    topic: 'context',
    label: 'Read back',
    question: 'Does who takes it read the key fields back?',
    definition: 'Handoffs with a read-back at joining, over handoffs that a human joined.',
    population: 'handoff',
    numerator: ['to_human', 'joined', 'read_back'],
    denominator: ['to_human', 'joined'],
    better: 'higher',
    pitfalls: ['Sources that cannot report a read-back show none.'],
  }),
  notified_rate: share({
    topic: 'context',
    label: 'Customer told',
    question: 'Is the customer told that a human takes over?',
    definition: 'Handoffs of which the customer was told, over handoffs to a human where it was reported.',
    population: 'handoff',
    numerator: ['to_human', 'notice_known', 'notified'],
    denominator: ['to_human', 'notice_known'],
    better: 'higher',
  }),
} as const satisfies Record<string, Metric>;
