import type { Population } from './dimensions.js';

/**
 * One declaration per metric. The rollups, the SQL, the API, METRICS.md, the charts and the tests are derived
 * from it. `numerator` and `denominator` name measures of the population's facts (metrics/plan.ts says each in
 * SQL): boolean measures are counted where all of the list hold, whole-number ones are summed.
 */
interface Common {
  label: string;
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
}
export interface CountMetric extends Common {
  unit: 'count';
  numerator: readonly Measure[];
}
export interface DurationMetric extends Common {
  unit: 'seconds';
  /** Which rows are timed. */
  denominator: readonly Measure[];
  /** Time from `initiated_at` to this; rows without it are censored at their end or at the watermark. */
  until: 'delivered_at' | 'taken_at' | 'joined_at' | 'replied_at' | 'first_action_at';
  targetSeconds: number;
}
export type Metric = RatioMetric | CountMetric | DurationMetric;

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
  ],
  handoff: [
    'all',
    'escalation',
    'answerable',
    'waiting',
    'failed',
    'leakable',
    'leaked',
    'leak_pending',
    'rerouted',
    'transferred',
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
  ],
  action: ['all', 'of_handoff', 'due', 'not_due', 'adjudicated', 'correct', 'incorrect', 'omitted', 'late'],
} as const;
export type Measure = (typeof measures)[Population][number];

const day = 86_400;
const outcome = (
  name: 'self_served_confirmed' | 'self_served_assumed' | 'abandoned' | 'handed_off' | 'handoff_failed',
  label: string,
  better: Common['better'],
  definition: string,
): RatioMetric => ({
  unit: 'ratio',
  label,
  question: `What share of episodes ends as “${label.toLowerCase()}”?`,
  definition: `${definition}, over ended episodes. The five outcomes sum to 1.`,
  population: 'episode',
  numerator: ['ended', name],
  denominator: ['ended'],
  better,
  pitfalls: ['Open episodes are not in it; they are counted apart.'],
});

const callback = (window: '24h' | '72h' | '7d' | '30d', seconds: number, words: string): RatioMetric => ({
  unit: 'ratio',
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

const duration = (
  until: DurationMetric['until'],
  label: string,
  question: string,
  what: string,
  targetSeconds: number,
): DurationMetric => ({
  unit: 'seconds',
  label,
  question,
  definition: `Time from the handoff's start until ${what}; quantiles by Kaplan–Meier. A handoff where it has not happened stays in, censored at the watermark, or at its end when it can no longer happen.`,
  population: 'handoff',
  denominator: ['answerable', 'timed'],
  until,
  targetSeconds,
  better: 'lower',
  pitfalls: [
    'Leaving out the unanswered would make a bad queue look fast: they are kept.',
    'Handoffs with assumed times are not timed.',
  ],
});

export const metrics = {
  escalation_rate: {
    unit: 'ratio',
    label: 'Escalation rate',
    question: 'How often can or may the bot not finish the job?',
    definition:
      'Episodes with an escalation over eligible episodes: a bot was engaged, the customer spoke, the business did not begin it. Counted in the bucket where the episode started.',
    population: 'episode',
    numerator: ['eligible', 'measurable', 'escalated'],
    denominator: ['eligible', 'measurable'],
    better: 'lower',
    pitfalls: [
      'A falling rate with rising callbacks is suppression, not improvement.',
      'Sources that never signal a handoff cannot be measured and are left out, not counted as 0 %.',
    ],
  },
  self_served_confirmed: outcome(
    'self_served_confirmed',
    'Self-served, confirmed',
    'higher',
    'The customer, or the system of record, confirmed that it was solved',
  ),
  self_served_assumed: outcome(
    'self_served_assumed',
    'Self-served, assumed',
    'neither',
    'The source says it was solved, nobody confirmed it',
  ),
  abandoned: outcome(
    'abandoned',
    'Abandoned or unresolved',
    'lower',
    'The conversation ended without a handoff and without anybody saying it was solved',
  ),
  handed_off: outcome('handed_off', 'Handed off', 'neither', 'The bot handed over'),
  handoff_failed: outcome(
    'handoff_failed',
    'Handoff failed',
    'lower',
    'The bot handed over and nobody took it before it failed or the customer left',
  ),
  proactive_share: {
    unit: 'ratio',
    label: 'Proactive share',
    question: 'How often does the bot hand over before the customer has to ask?',
    definition: 'Escalations begun before the customer asked for a human, over escalations.',
    population: 'episode',
    numerator: ['escalated', 'proactive'],
    denominator: ['escalated'],
    better: 'higher',
    pitfalls: ['Derived from the reasons where the source does not say it.'],
  },
  fidelity: {
    unit: 'ratio',
    label: 'Handoff fidelity',
    question: 'Of what had to be done after the handoff, how much was done right?',
    definition:
      'Required actions judged correct, over required actions due and adjudicated (correct, incorrect, omitted, late). Per action (micro); always read with its coverage.',
    population: 'action',
    numerator: ['of_handoff', 'due', 'adjudicated', 'correct'],
    denominator: ['of_handoff', 'due', 'adjudicated'],
    pending: ['of_handoff', 'not_due'],
    better: 'higher',
    pitfalls: [
      'Without coverage it says nothing about the actions that nobody judged.',
      'Actions of one handoff succeed and fail together: its interval is somewhat too narrow.',
    ],
  },
  fidelity_coverage: {
    unit: 'ratio',
    label: 'Fidelity coverage',
    question: 'How many of the due actions has somebody judged?',
    definition: 'Required actions due and adjudicated over required actions due.',
    population: 'action',
    numerator: ['of_handoff', 'due', 'adjudicated'],
    denominator: ['of_handoff', 'due'],
    pending: ['of_handoff', 'not_due'],
    better: 'higher',
    pitfalls: [],
  },
  context_completeness: {
    unit: 'ratio',
    label: 'Context completeness',
    question: 'Does the receiver get what the bot knew?',
    definition:
      'Required context fields that travelled over required context fields, by the policy of each purpose.',
    population: 'handoff',
    numerator: ['context_present'],
    denominator: ['context_required'],
    better: 'higher',
    pitfalls: [
      'A field that the source cannot send counts as missing: that is what the receiver sees.',
      'Fields of one handoff are not independent: its interval is somewhat too narrow.',
    ],
  },
  starvation_rate: {
    unit: 'ratio',
    label: 'Starved handoffs',
    question: 'How often does the receiver get a phone number and a queue, and nothing else?',
    definition:
      'Handoffs with which nothing but a phone number, a ticket or a queue travelled, over handoffs.',
    population: 'handoff',
    numerator: ['all', 'starved'],
    denominator: ['all'],
    better: 'lower',
    pitfalls: [],
  },
  repeat_rate: {
    unit: 'ratio',
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
  intent_mismatch: {
    unit: 'ratio',
    label: 'Intent–resolution mismatch',
    question: 'How often was it about something else than the bot thought?',
    definition: 'Handoffs whose resolved intent differs from the bot’s intent, over handoffs with both.',
    population: 'handoff',
    numerator: ['both_intents', 'intent_mismatch'],
    denominator: ['both_intents'],
    better: 'lower',
    pitfalls: ['Two names for the same intent count as a mismatch.'],
  },
  failure_rate: {
    unit: 'ratio',
    label: 'Failed handoffs',
    question: 'How often does a handoff fail?',
    definition: 'Handoffs that failed and were not accepted afterwards, over handoffs initiated.',
    population: 'handoff',
    numerator: ['all', 'failed'],
    denominator: ['all'],
    better: 'lower',
    pitfalls: [],
  },
  leakage_rate: {
    unit: 'ratio',
    label: 'Leakage',
    question: 'On how many handoffs does nobody act in time?',
    definition:
      'Handoffs on which nobody acted by their horizon (the deadline, else 24 hours), over handoffs whose horizon has passed. Returns to the bot and handoffs with assumed times are not in it.',
    population: 'handoff',
    numerator: ['leakable', 'leaked'],
    denominator: ['leakable'],
    pending: ['leak_pending'],
    better: 'lower',
    pitfalls: ['A source that records no actions and no resolutions makes every handoff look leaked.'],
  },
  reroute_rate: {
    unit: 'ratio',
    label: 'Rerouted handoffs',
    question: 'How often does a handoff not go where it was sent?',
    definition: 'Handoffs rerouted at least once over handoffs initiated.',
    population: 'handoff',
    numerator: ['all', 'rerouted'],
    denominator: ['all'],
    better: 'lower',
    pitfalls: [],
  },
  misroute_rate: {
    unit: 'ratio',
    label: 'Misrouted handoffs',
    question: 'How often does a human have to send it on?',
    definition: 'Handoffs transferred onward by a human over handoffs initiated.',
    population: 'handoff',
    numerator: ['all', 'transferred'],
    denominator: ['all'],
    better: 'lower',
    pitfalls: [],
  },
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
  time_to_delivered: duration(
    'delivered_at',
    'Time to delivery',
    'How long until the receiver’s system has the handoff?',
    'it is delivered',
    5,
  ),
  time_to_acknowledge: duration(
    'taken_at',
    'Time to acknowledge',
    'How long until a human takes it?',
    'a human takes it: accepts, joins, replies or resolves it, whatever the source says first',
    60,
  ),
  time_to_join: duration(
    'joined_at',
    'Time to join',
    'How long until a human is there?',
    'a human joins',
    120,
  ),
  time_to_reply: duration(
    'replied_at',
    'Time to first reply',
    'How long does the customer wait for the first human word?',
    'the first human reply',
    180,
  ),
  time_to_action: duration(
    'first_action_at',
    'Time to action',
    'How long until somebody acts on it?',
    'the first required action is carried out, or it is resolved',
    900,
  ),
  episodes: {
    unit: 'count',
    label: 'Episodes',
    question: 'How many stretches of bot responsibility were there?',
    definition: 'Episodes by their start.',
    population: 'episode',
    numerator: ['all'],
    better: 'neither',
    pitfalls: [],
  },
  eligible_episodes: {
    unit: 'count',
    label: 'Eligible episodes',
    question: 'In how many could an escalation happen?',
    definition: 'Episodes with a bot engaged, a customer who spoke, and not begun by the business.',
    population: 'episode',
    numerator: ['eligible'],
    better: 'neither',
    pitfalls: [],
  },
  open_episodes: {
    unit: 'count',
    label: 'Open episodes',
    question: 'How many have no outcome yet?',
    definition: 'Episodes that have not ended.',
    population: 'episode',
    numerator: ['open'],
    better: 'neither',
    pitfalls: [],
  },
  handoffs: {
    unit: 'count',
    label: 'Handoffs',
    question: 'How many handoffs were initiated?',
    definition: 'Handoffs of every purpose, by their start.',
    population: 'handoff',
    numerator: ['all'],
    better: 'neither',
    pitfalls: [],
  },
  escalations: {
    unit: 'count',
    label: 'Escalations',
    question: 'How many handoffs were escalations?',
    definition: 'Handoffs with the purpose escalation, by their start.',
    population: 'handoff',
    numerator: ['escalation'],
    better: 'neither',
    pitfalls: [],
  },
  waiting_handoffs: {
    unit: 'count',
    label: 'Waiting now',
    question: 'Who is waiting for a human right now?',
    definition: 'Handoffs to a human that nobody has accepted and that have not ended.',
    population: 'handoff',
    numerator: ['waiting'],
    better: 'lower',
    pitfalls: ['A source that sends no acknowledgements makes every open handoff look waiting.'],
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as [MetricName, ...MetricName[]];
export const metricOf = (name: MetricName): Metric => metrics[name];
