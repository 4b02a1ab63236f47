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
interface Common {
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

const day = 86_400;
const outcome = (
  name: 'self_served_confirmed' | 'self_served_assumed' | 'abandoned' | 'handed_off' | 'handoff_failed',
  label: string,
  better: Common['better'],
  definition: string,
): RatioMetric => ({
  unit: 'ratio',
  topic: 'ending',
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

const duration = (
  until: DurationMetric['until'],
  label: string,
  question: string,
  what: string,
  targetSeconds: number,
): DurationMetric & { targetSeconds: number } => ({
  unit: 'seconds',
  topic: 'time',
  label,
  question,
  definition: `Time from the handoff's start until ${what}; quantiles by Kaplan–Meier. A handoff where it has not happened stays in, censored at the watermark, or at its end when it can no longer happen.`,
  population: 'handoff',
  denominator: ['answerable', 'timed'],
  from: 'initiated_at',
  until,
  bin: `${until.replace(/_at$/, '')}_bin`,
  targetSeconds,
  better: 'lower',
  pitfalls: [
    'Leaving out the unanswered would make a bad queue look fast: they are kept.',
    'Handoffs with assumed times are not timed.',
  ],
});

type Share = Omit<RatioMetric, 'unit' | 'pitfalls'> & { pitfalls?: readonly string[] };
const share = (given: Share): RatioMetric => ({ unit: 'ratio', pitfalls: [], ...given });
type Count = Omit<CountMetric, 'unit' | 'pitfalls' | 'better'>;
const counted = (given: Count): CountMetric => ({ unit: 'count', better: 'neither', pitfalls: [], ...given });
type Mean = Omit<MeanMetric, 'unit' | 'pitfalls'> & { pitfalls?: readonly string[] };
const mean = (given: Mean): MeanMetric => ({ unit: 'mean', pitfalls: [], ...given });

/** A field or part of the context, over the handoffs that an agent's screen is needed for. */
const sent = (label: string, measure: Measure, what: string): RatioMetric =>
  share({
    topic: 'context',
    label: `${label} sent`,
    question: `Does ${what} travel?`,
    definition: `Escalations and transfers to a human with which ${what} travelled, over all of them.`,
    population: 'handoff',
    numerator: ['for_agent', measure],
    denominator: ['for_agent'],
    better: 'higher',
    pitfalls: ['That it travelled does not say that it was right, or read.'],
  });

const surveyWords = {
  csat: 'Satisfaction',
  lsat: 'Live agent satisfaction',
  ces1: 'Effort, first version',
  ces2: 'Effort, second version',
} as const;
const legWords = { bot: 'bot', human: 'human' } as const;

/** One kind of survey about one leg: kinds and legs are never added up. */
const satisfaction = (kind: keyof typeof surveyWords, leg: keyof typeof legWords): MeanMetric =>
  mean({
    of: 'points',
    topic: 'satisfaction',
    label: `${surveyWords[kind]}, ${legWords[leg]}`,
    question: `What do customers say of the ${legWords[leg]} (${kind.toUpperCase()})?`,
    definition: `Mean place of the answers on their scale, 0 the worst and 100 the best${
      kind === 'ces1' ? '; in this survey a low answer is a good one' : ''
    }. By the handoff or episode that was asked about.`,
    population: 'survey',
    terms: [{ measure: 'points', per: 100 }],
    numerator: [kind, leg === 'bot' ? 'bot_leg' : 'human_leg', 'scaled'],
    denominator: [kind, leg === 'bot' ? 'bot_leg' : 'human_leg', 'scaled'],
    range: [0, 100],
    better: 'higher',
    pitfalls: [
      'Who answers is not like who does not.',
      'Answers without a known scale, or outside of it, are left out.',
    ],
  });

const promoters = (leg: keyof typeof legWords): MeanMetric =>
  mean({
    of: 'points',
    topic: 'satisfaction',
    label: `Net promoter score, ${legWords[leg]}`,
    question: `Would customers recommend us after the ${legWords[leg]} (NPS)?`,
    definition:
      'Share of nine and ten of ten, less the share of six and less, in points from −100 to 100. Only on its own scale of 0 to 10.',
    population: 'survey',
    terms: [{ measure: 'promotes', per: 1 }],
    numerator: ['nps', leg === 'bot' ? 'bot_leg' : 'human_leg', 'nps_scaled'],
    denominator: ['nps', leg === 'bot' ? 'bot_leg' : 'human_leg', 'nps_scaled'],
    range: [-100, 100],
    better: 'higher',
    pitfalls: ['Who answers is not like who does not.', 'It asks about the company, not about this contact.'],
  });

type Clock = Pick<
  DurationMetric,
  'label' | 'question' | 'definition' | 'population' | 'denominator' | 'from' | 'until' | 'bin' | 'better'
> & { targetSeconds?: number; pitfalls?: readonly string[] };
const clock = (given: Clock): DurationMetric => ({
  unit: 'seconds',
  topic: 'time',
  targetSeconds: null,
  ...given,
  pitfalls: given.pitfalls ?? [],
});

const costPitfalls = [
  'It is as right as the rates that were set; a changed rate changes every past number.',
  'Human work is the time from taking a handoff to its end without silences of more than five minutes: who serves several customers at once is counted for each.',
];

export const metrics = {
  escalation_rate: {
    unit: 'ratio',
    topic: 'need',
    label: 'Escalation rate',
    question: 'How often must the bot hand over?',
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
    topic: 'need',
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
    topic: 'work',
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
    topic: 'work',
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
    topic: 'context',
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
    topic: 'context',
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
  intent_mismatch: {
    unit: 'ratio',
    topic: 'route',
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
    topic: 'route',
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
    topic: 'route',
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
    topic: 'route',
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
    topic: 'route',
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
    topic: 'need',
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
    topic: 'need',
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
    topic: 'ending',
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
    topic: 'need',
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
    topic: 'need',
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
    topic: 'time',
    label: 'Waiting now',
    question: 'Who is waiting for a human right now?',
    definition: 'Handoffs to a human that nobody has accepted and that have not ended.',
    population: 'handoff',
    numerator: ['waiting'],
    better: 'lower',
    pitfalls: ['A source that sends no acknowledgements makes every open handoff look waiting.'],
  },
  requested_episodes: counted({
    topic: 'need',
    label: 'Requested',
    question: 'In how many episodes did the customer ask for a human?',
    definition: 'Eligible episodes in which the customer asked for a human, whatever came of it.',
    population: 'episode',
    numerator: ['eligible', 'requested'],
  }),
  offered_episodes: counted({
    topic: 'need',
    label: 'Offered',
    question: 'In how many episodes was a human asked to take over?',
    definition: 'Eligible episodes with an escalation.',
    population: 'episode',
    numerator: ['eligible', 'escalated'],
  }),
  accepted_episodes: counted({
    topic: 'need',
    label: 'Accepted',
    question: 'In how many episodes did a human take over?',
    definition: 'Eligible episodes whose escalation somebody took.',
    population: 'episode',
    numerator: ['eligible', 'escalated', 'accepted'],
  }),
  completed_episodes: counted({
    topic: 'need',
    label: 'Completed',
    question: 'In how many episodes did a human answer or resolve it?',
    definition: 'Eligible episodes after whose escalation a human replied or resolved it.',
    population: 'episode',
    numerator: ['eligible', 'escalated', 'completed'],
  }),
  request_share: share({
    topic: 'need',
    label: 'Requests for a human',
    question: 'How often does the customer ask for a human?',
    definition: 'Eligible episodes in which the customer asked for a human, over eligible episodes.',
    population: 'episode',
    numerator: ['eligible', 'requested'],
    denominator: ['eligible'],
    better: 'lower',
    pitfalls: ['Sources that mark neither requests nor reasons show none.'],
  }),
  unmet_requests: share({
    topic: 'need',
    label: 'Requests not met',
    question: 'How often does a customer who asks for a human get none?',
    definition:
      'Episodes with a request and without a human who took it, over ended episodes with a request.',
    population: 'episode',
    numerator: ['eligible', 'requested', 'ended', 'not_accepted'],
    denominator: ['eligible', 'requested', 'ended'],
    better: 'lower',
    pitfalls: ['A source that sends no acknowledgements makes every request look unmet.'],
  }),
  accepted_share: share({
    topic: 'route',
    label: 'Escalations accepted',
    question: 'How many escalations does a human take?',
    definition: 'Episodes whose escalation somebody took, over episodes with an escalation.',
    population: 'episode',
    numerator: ['escalated', 'accepted'],
    denominator: ['escalated'],
    better: 'higher',
    pitfalls: ['Young escalations may still be taken.'],
  }),
  completed_share: share({
    topic: 'route',
    label: 'Escalations completed',
    question: 'How many escalations does a human answer?',
    definition:
      'Episodes after whose escalation a human replied or resolved it, over episodes with an escalation.',
    population: 'episode',
    numerator: ['escalated', 'completed'],
    denominator: ['escalated'],
    better: 'higher',
    pitfalls: ['Young escalations may still be answered.'],
  }),
  turns_after_request: mean({
    of: 'turns',
    topic: 'need',
    label: 'Turns from request to handoff',
    question: 'How long does the bot argue with a customer who wants a human?',
    definition:
      'Mean number of customer turns after the one that first asked for a human until the handoff, over escalated episodes with such a turn.',
    population: 'episode',
    terms: [{ measure: 'turns_after_request', per: 1 }],
    numerator: ['escalated', 'asked_in_turn'],
    denominator: ['escalated', 'asked_in_turn'],
    range: [0, null],
    better: 'lower',
    pitfalls: ['Only sources that mark the turn which asks (`requests_human`) are measured.'],
  }),
  turns_after_distress: mean({
    of: 'turns',
    topic: 'need',
    label: 'Turns from distress to handoff',
    question: 'How long does the bot hold on to a customer who is upset?',
    definition:
      'Mean number of customer turns after the first negative one (sentiment of −0.25 or less) until the handoff, over escalated episodes with such a turn.',
    population: 'episode',
    terms: [{ measure: 'turns_after_distress', per: 1 }],
    numerator: ['escalated', 'distressed'],
    denominator: ['escalated', 'distressed'],
    range: [0, null],
    better: 'lower',
    pitfalls: ['Sentiment is what the source’s own model says.'],
  }),
  silent_returns: share({
    topic: 'ending',
    label: 'Silent after return',
    question: 'When a human gives the customer back, does the bot answer?',
    definition:
      'Episodes begun by a return in which the customer spoke and the bot has not, over episodes begun by a return.',
    population: 'episode',
    numerator: ['resumed', 'silent'],
    denominator: ['resumed'],
    better: 'lower',
  }),
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
  fidelity_macro: mean({
    of: 'share',
    topic: 'work',
    label: 'Handoff fidelity, per handoff',
    question: 'How much of what had to be done is done right after a typical handoff?',
    definition:
      'Mean over handoffs of the share of their judged actions that are correct, once the last of them is due. Every handoff counts once, however many actions it has (macro).',
    population: 'handoff',
    terms: [{ measure: 'share_correct', per: 10_000 }],
    numerator: ['judged'],
    denominator: ['judged'],
    pending: ['judged_pending'],
    range: [0, 1],
    better: 'higher',
    pitfalls: ['Read it with the coverage: nobody may have judged the others.'],
  }),
  flawless_rate: share({
    topic: 'work',
    label: 'Flawless handoffs',
    question: 'After how many handoffs is everything done right?',
    definition:
      'Handoffs all of whose judged actions are correct, over handoffs with judged actions, once the last of them is due.',
    population: 'handoff',
    numerator: ['judged', 'all_correct'],
    denominator: ['judged'],
    pending: ['judged_pending'],
    better: 'higher',
    pitfalls: ['Handoffs with more actions are more easily flawed.'],
  }),
  seamless_rate: share({
    topic: 'work',
    label: 'Seamless handoffs',
    question: 'Does the customer notice nothing but a change of voice?',
    definition:
      'Handoffs without repetition, without three minutes of silence, not sent on or elsewhere, and with more than a phone number, over resolved handoffs to a human where repetition was reported.',
    population: 'handoff',
    numerator: ['seamless_known', 'seamless'],
    denominator: ['seamless_known'],
    better: 'higher',
    pitfalls: ['Of unresolved handoffs nobody reports what had to be repeated: they are not in it.'],
  }),
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
  re_escalation_rate: share({
    topic: 'route',
    label: 'Escalated again after a failure',
    question: 'When a handoff fails, is a human asked once more?',
    definition:
      'Failed handoffs after which the conversation was handed to a human again, over failed handoffs.',
    population: 'handoff',
    numerator: ['to_human', 'failed', 'asked_again'],
    denominator: ['to_human', 'failed'],
    better: 'neither',
    pitfalls: ['Customers who come back in a new conversation are callbacks, not counted here.'],
  }),
  overflow_rate: share({
    topic: 'route',
    label: 'Overflow to the bot',
    question: 'How many are given back to the bot before a human takes them?',
    definition:
      'Handoffs to a human that were returned to the bot while nobody had taken them, over escalations, completed outcomes and transfers to a human.',
    population: 'handoff',
    numerator: ['answerable', 'offloaded'],
    denominator: ['answerable'],
    better: 'neither',
    pitfalls: [
      'Only returns that the source sends are seen: a bot that goes on after a failed handoff is counted as a failure.',
      'Relief for the queue, not for the customer: read it with callbacks and abandonment.',
    ],
  }),
  no_fallback_rate: share({
    topic: 'route',
    label: 'Without a fallback',
    question: 'How many handoffs have only one way to go?',
    definition: 'Handoffs to a human that name no fallback, over handoffs to a human.',
    population: 'handoff',
    numerator: ['to_human', 'without_fallback'],
    denominator: ['to_human'],
    better: 'lower',
    pitfalls: ['A platform may have a fallback and not say so.'],
  }),
  hops_per_chain: mean({
    of: 'handoffs',
    topic: 'route',
    label: 'Handoffs per chain',
    question: 'How many hands does a customer go through?',
    definition: 'Mean number of handoffs in a chain: an escalation and every transfer after it.',
    population: 'handoff',
    terms: [{ measure: 'hops', per: 1 }],
    numerator: ['chain_start'],
    denominator: ['chain_start'],
    range: [1, null],
    better: 'lower',
  }),
  third_handoff_rate: share({
    topic: 'route',
    label: 'Third handoff',
    question: 'How many customers are passed on twice or more?',
    definition: 'Chains of three handoffs or more, over chains.',
    population: 'handoff',
    numerator: ['chain_start', 'third_handoff'],
    denominator: ['chain_start'],
    better: 'lower',
  }),
  bot_time: clock({
    label: 'Time with the bot',
    question: 'How long does the bot keep a customer?',
    definition:
      'Time from an episode’s start to its end; quantiles by Kaplan–Meier, open episodes censored at the watermark. Never part of the human’s time.',
    population: 'episode',
    denominator: ['eligible', 'timed'],
    from: 'started_at',
    until: 'ended_at',
    bin: 'bot_bin',
    better: 'neither',
    pitfalls: ['In asynchronous channels most of it is waiting for the customer.'],
  }),
  time_to_negative: clock({
    label: 'Time to first negative mood',
    question: 'After how long is the customer upset?',
    definition:
      'Time from an episode’s start to the first customer turn with a sentiment of −0.25 or less; quantiles by Kaplan–Meier, episodes without one censored at their end or at the watermark.',
    population: 'episode',
    denominator: ['eligible', 'timed', 'mood_known'],
    from: 'started_at',
    until: 'negative_at',
    bin: 'negative_bin',
    better: 'higher',
    pitfalls: [
      'Sentiment is what the source’s own model says.',
      'Most customers are never upset: the median is often not reached.',
    ],
  }),
  silence: clock({
    label: 'Silence',
    question: 'How long does the customer hear nobody?',
    definition:
      'Time from the bot’s last turn before the handoff to the first human reply; quantiles by Kaplan–Meier, unanswered handoffs censored.',
    population: 'handoff',
    denominator: ['answerable', 'timed', 'bot_spoke'],
    from: 'bot_last_at',
    until: 'replied_at',
    bin: 'silence_bin',
    targetSeconds: 180,
    better: 'lower',
    pitfalls: ['Sources that record no turns are left out.'],
  }),
  ramp_up: clock({
    label: 'Ramp-up',
    question: 'How long does a human need before helping?',
    definition:
      'Time from joining to the first human turn that is more than a greeting or a word to hold on; quantiles by Kaplan–Meier, handoffs without one censored.',
    population: 'handoff',
    denominator: ['answerable', 'timed', 'joined'],
    from: 'joined_at',
    until: 'helped_at',
    bin: 'help_bin',
    targetSeconds: 45,
    better: 'lower',
    pitfalls: [
      'A greeting is told by the turn’s action (`greeting`, `hold`): where sources do not mark it, the first reply counts.',
    ],
  }),
  human_time: clock({
    label: 'Time with the human',
    question: 'How long does a human keep the customer?',
    definition:
      'Time from taking a handoff to its end (resolved, returned, sent on, or the conversation’s end); quantiles by Kaplan–Meier, open ones censored at the watermark.',
    population: 'handoff',
    denominator: ['answerable', 'timed', 'taken'],
    from: 'taken_at',
    until: 'ended_at',
    bin: 'human_bin',
    better: 'neither',
    pitfalls: ['Silences are in it: see handle time and idle time.'],
  }),
  handle_time: mean({
    of: 'seconds',
    topic: 'time',
    label: 'Handle time',
    question: 'How much human work does a handoff take?',
    definition:
      'Mean time from taking a handoff to its end, without silences of more than five minutes between two turns; over handoffs that are over. Bot and queue time are not in it.',
    population: 'handoff',
    terms: [{ measure: 'handle_seconds', per: 1 }],
    numerator: ['answerable', 'timed', 'handled'],
    denominator: ['answerable', 'timed', 'handled'],
    range: [0, null],
    better: 'lower',
    pitfalls: [
      'Compare like with like: by intent.',
      'Handoffs that are still open are not in it yet; time with the human keeps them.',
    ],
  }),
  idle_time: mean({
    of: 'seconds',
    topic: 'time',
    label: 'Idle time',
    question: 'How much of the human’s time is silence?',
    definition:
      'Mean time in silences of more than five minutes between two turns while a human had the handoff; over handoffs that are over, of sources that record turns.',
    population: 'handoff',
    terms: [{ measure: 'idle_seconds', per: 1 }],
    numerator: ['answerable', 'timed', 'idle_known'],
    denominator: ['answerable', 'timed', 'idle_known'],
    range: [0, null],
    better: 'lower',
    pitfalls: ['Silence may be work elsewhere.'],
  }),
  csat_bot: satisfaction('csat', 'bot'),
  csat_human: satisfaction('csat', 'human'),
  lsat_bot: satisfaction('lsat', 'bot'),
  lsat_human: satisfaction('lsat', 'human'),
  ces1_bot: satisfaction('ces1', 'bot'),
  ces1_human: satisfaction('ces1', 'human'),
  ces2_bot: satisfaction('ces2', 'bot'),
  ces2_human: satisfaction('ces2', 'human'),
  nps_bot: promoters('bot'),
  nps_human: promoters('human'),
  surveys: counted({
    topic: 'satisfaction',
    label: 'Survey answers',
    question: 'How many customers answered?',
    definition: 'Answers of every kind and about either leg, by the handoff or episode that was asked about.',
    population: 'survey',
    numerator: ['all'],
  }),
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
  absent_episode_fields: share({
    topic: 'data',
    label: 'Absent episode fields',
    question: 'How much of what an episode should say is not sent?',
    definition:
      'Of eight fields per episode (bot, version, channel, language, segment, intent, customer, mood), those that the source does not give, over all eight.',
    population: 'episode',
    numerator: ['fields_absent'],
    denominator: ['fields_expected'],
    better: 'lower',
    pitfalls: ['Break it down by source: what a platform does not have stays absent, it is never invented.'],
  }),
  absent_handoff_fields: share({
    topic: 'data',
    label: 'Absent handoff fields',
    question: 'How much of what a handoff should say is not sent?',
    definition:
      'Of ten fields per handoff (queue, reason, intent, confidence, mood, delivery, acceptance, reply, resolution, repetition), those that the source does not give, over all ten.',
    population: 'handoff',
    numerator: ['fields_absent'],
    denominator: ['fields_expected'],
    better: 'lower',
    pitfalls: [
      'A handoff that nobody took yet has no reply: young and failed ones raise it.',
      'Break it down by source: what a platform does not have stays absent, it is never invented.',
    ],
  }),
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as [MetricName, ...MetricName[]];
export const metricOf = (name: MetricName): Metric => metrics[name];

/** The list that shows the rows behind a number. */
export function listOf(name: MetricName): 'episodes' | 'handoffs' {
  const metric = metricOf(name);
  const part: readonly Measure[] = metric.unit === 'seconds' ? metric.denominator : metric.numerator;
  if (metric.population === 'survey') return part.includes('human_leg') ? 'handoffs' : 'episodes';
  return metric.population === 'episode' ? 'episodes' : 'handoffs';
}
