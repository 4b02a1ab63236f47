import type { DurationMetric, Metric } from '../metric.js';
import { mean } from './declare.js';

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

export const timeMetrics = {
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
  waiting_handoffs: {
    unit: 'count',
    topic: 'time',
    label: 'Waiting now',
    question: 'Who is waiting for a human right now?',
    definition:
      'Handoffs to a human that nobody has accepted and that have not ended; not those whose times were assumed at import.',
    population: 'handoff',
    numerator: ['waiting'],
    better: 'lower',
    pitfalls: ['A source that sends no acknowledgements makes every open handoff look waiting.'],
  },
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
} as const satisfies Record<string, Metric>;
