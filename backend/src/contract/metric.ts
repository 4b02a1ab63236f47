import type { Population } from './dimensions.js';

/** Fewer rows than this are shown grey and never compared: the one place that says it. */
export const minimumRows = 30;

/** What the metrics are asked for, in the order in which they are offered. */
export const topics = {
  need: 'How often is a human needed?',
  ending: 'How do episodes end?',
  context: 'What travels with a handoff?',
  route: 'Does it reach the right human?',
  time: 'How long does it take?',
  work: 'Is it done right?',
  return: 'Does the customer come back?',
  satisfaction: 'Is the customer satisfied?',
  cost: 'What does it cost?',
  data: 'How complete are the records?',
} as const;
export type Topic = keyof typeof topics;

/**
 * One declaration per metric. The columns in memory, the SQL, the API, METRICS.md, the charts and the tests are derived
 * from it. `numerator` and `denominator` name measures of the population's facts (metrics/plan.ts says each in
 * SQL): boolean measures are counted where all of the list hold, whole-number ones are summed.
 */
export interface Common {
  label: string;
  topic: Topic;
  /** The question it answers, as its reader would ask it. */
  question: string;
  definition: string;
  population: Population;
  better: 'lower' | 'higher' | 'neither';
  pitfalls: readonly string[];
  /** Seconds after the anchor until a row can be judged: younger cohorts are immature. */
  matureAfterSeconds?: number;
}
export interface RatioMetric extends Common {
  unit: 'ratio';
  numerator: readonly Measure[];
  denominator: readonly Measure[];
  /** Rows that cannot be judged before the data reaches further: left out, and counted apart. */
  pending?: readonly Measure[];
  /** Rows that nobody can judge, for their source never says what it takes: left out, and counted apart. */
  unmeasured?: readonly Measure[];
}
export interface CountMetric extends Common {
  unit: 'count';
  numerator: readonly Measure[];
}
export interface DurationMetric extends Common {
  unit: 'seconds';
  /** Which rows are timed. */
  denominator: readonly Measure[];
  /** When the clock starts. A row is placed in time by its population's anchor all the same. */
  from: 'initiated_at' | 'taken_at' | 'joined_at' | 'bot_last_at' | 'started_at';
  /** When it stops; rows without it are censored at their end or at the watermark. */
  until:
    | 'delivered_at'
    | 'taken_at'
    | 'joined_at'
    | 'replied_at'
    | 'helped_at'
    | 'first_action_at'
    | 'ended_at'
    | 'negative_at';
  /** The column that holds the binned time. */
  bin: `${string}_bin`;
  targetSeconds: number | null;
}

/** One part of what is measured: a whole-number measure, in `per` of its unit, priced where a rate is named. */
export interface Term {
  measure: Measure;
  per: number;
  rate?: Rate;
}
/** What a mean is a mean of. `share`: 0..1. `points`: as its definition says. */
export const meanUnits = ['seconds', 'turns', 'handoffs', 'share', 'points', 'money'] as const;
export type MeanUnit = (typeof meanUnits)[number];

/**
 * The sum of the terms over the rows of `numerator`, divided by the count of `denominator`'s rows, which are among
 * them: a mean where both are the same rows, a ratio of means where they are not.
 */
export interface MeanMetric extends Common {
  unit: 'mean';
  of: MeanUnit;
  terms: readonly Term[];
  numerator: readonly Measure[];
  denominator: readonly Measure[];
  pending?: readonly Measure[];
  /** What a single row's value cannot leave, nor the mean or its interval. */
  range: readonly [number, number | null];
}
export type Metric = RatioMetric | CountMetric | DurationMetric | MeanMetric;

/** What the operator pays, in its currency. */
export const rates = {
  bot_episode: 'Per episode with the bot',
  human_contact: 'Per handoff that a human takes',
  human_hour: 'Per hour of human work',
} as const;
export type Rate = keyof typeof rates;

/** Facts about one row. Each is one SQL expression over its population's table. */
export const measures = {
  episode: [
    'all',
    'eligible',
    'ended',
    'open',
    'requested',
    'escalated',
    'accepted',
    'completed',
    'proactive',
    'self_served_confirmed',
    'self_served_assumed',
    'abandoned',
    'handed_off',
    'handoff_failed',
    'measurable',
    'not_accepted',
    'timed',
    'one',
    'resolved',
    'settled',
    'human_contacts',
    'handle_seconds',
    'asked_in_turn',
    'turns_after_request',
    'distressed',
    'turns_after_distress',
    'mood_known',
    'resumed',
    'silent',
    'issue_begins',
    'issue_settled',
    'fields_expected',
    'fields_absent',
  ],
  handoff: [
    'all',
    'escalation',
    'answerable',
    'waiting',
    'failed',
    'leakable',
    'leaked',
    'acts_told',
    'acts_untold',
    'leak_pending',
    'rerouted',
    'transferred',
    'context_told',
    'context_untold',
    'starved',
    'context_required',
    'context_present',
    'resolved_reported',
    'repeated',
    'both_intents',
    'intent_mismatch',
    'callback_eligible',
    'called_back_24h',
    'called_back_72h',
    'called_back_7d',
    'called_back_30d',
    'callback_attributed_7d',
    'timed',
    'to_human',
    'taken',
    'joined',
    'bot_spoke',
    'judged',
    'judged_pending',
    'all_correct',
    'share_correct',
    'for_agent',
    'state_sent',
    'intent_sent',
    'sentiment_sent',
    'customer_data_sent',
    'situation_sent',
    'background_sent',
    'assessment_sent',
    'recommendation_sent',
    'delivery_known',
    'delivered_before',
    'read_back',
    'notice_known',
    'notified',
    'without_fallback',
    'chain_start',
    'hops',
    'third_handoff',
    'asked_again',
    'offloaded',
    'handled',
    'one',
    'handle_seconds',
    'idle_known',
    'idle_seconds',
    'seamless_known',
    'seamless',
    'fields_expected',
    'fields_absent',
  ],
  action: ['all', 'of_handoff', 'due', 'not_due', 'adjudicated', 'correct', 'incorrect', 'omitted', 'late'],
  survey: [
    'all',
    'csat',
    'ces1',
    'ces2',
    'nps',
    'lsat',
    'bot_leg',
    'human_leg',
    'scaled',
    'points',
    'nps_scaled',
    'promotes',
  ],
} as const;
export type Measure = (typeof measures)[Population][number];
