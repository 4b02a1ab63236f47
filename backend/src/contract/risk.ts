import { z } from 'zod';
import { type DetectorName, share } from './detectors.js';
import { filterShape } from './dimensions.js';
import { timestamp } from './events.js';
import { rangeShape, zone } from './metric-answers.js';
import { type MetricName, metricNames } from './metrics.js';

const count = z.int().min(0);
const instant = z.iso.datetime();
const scope = { ...rangeShape, ...filterShape };

/** What a path is made of. */
export const pathParts = ['source', 'queue', 'tier', 'channel'] as const;
const part = z.string().nullable();

export const pathQuery = z.object({ ...scope, limit: z.coerce.number().int().min(1).max(200).default(30) });
export const pathAnswer = z
  .object({
    watermark: instant.nullable(),
    handoffs: count,
    paths: z.array(
      z.object({
        source: part,
        queue: part,
        tier: part,
        channel: part,
        share: z.object(share),
        failed: z.object(share),
        /** Handoffs that name no fallback and were not rerouted. */
        withoutFallback: z.object(share),
      }),
    ),
    /** Paths beyond the limit, together. */
    other: z.object({ paths: count, handoffs: count, failed: count, withoutFallback: count }),
    concentration: z.object({
      top: z.object(share),
      /** Sum of the squares of all shares, 1/paths to 1. Null without handoffs. */
      herfindahl: z.number().nullable(),
      /** As many equal paths would be as concentrated. */
      equalPaths: z.number().nullable(),
    }),
    withoutFallback: z.object(share),
  })
  .meta({ id: 'RoutingPaths' });

/** Longest outage that is asked about, in hours. */
export const longestOutage = 48;
export const outageQuery = z.object({
  ...scope,
  zone: zone.default('UTC'),
  /** When it begins, in the zone; absent: at any hour of the week. 1 is Monday. */
  weekday: z.coerce.number().int().min(1).max(7).optional(),
  hour: z.coerce.number().int().min(0).max(23).optional(),
});
const loss = z.object({
  hours: z.int().min(1),
  expected: z.number(),
  /** 95 % prediction interval for one such outage. */
  low: z.number(),
  high: z.number(),
});
export const outageAnswer = z
  .object({
    watermark: instant.nullable(),
    zone: z.string(),
    from: instant,
    to: instant,
    handoffs: count,
    /** Of the handoffs of the path. */
    withoutFallback: z.object(share),
    /** The hour of the week at which most begin. */
    busiest: z.object({ weekday: z.int(), hour: z.int(), perHour: z.number() }).nullable(),
    /** When it begins, as asked; null: at any hour. */
    begins: z.object({ weekday: z.int(), hour: z.int() }).nullable(),
    /** Past stretches that a length was measured on, for the shortest. */
    windows: count,
    losses: z.array(loss),
    /** Mean arrivals per hour, by hour of the week from Monday 00:00; null where none was seen. */
    week: z.array(z.number().nullable()),
  })
  .meta({ id: 'Outage' });

export const verdicts = ['yes', 'partly', 'no', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

interface Question {
  question: string;
  /** What is measured for it: a metric as it is, or what a detector did not find. */
  by: { metric: MetricName } | { detector: DetectorName };
  measures: string;
  /** Yes, when the whole interval is at or above; no, when the whole of it is below. */
  yesFrom: number;
  noBelow: number;
  /** What would turn a “no” into a “yes”. */
  remedy: string;
}

/** The practical checklist of bot-to-human handoffs, answered from data. */
export const questions = {
  shared_context: {
    question: 'Do bot and human share one context?',
    by: { metric: 'context_completeness' },
    measures: 'required context fields that travel',
    yesFrom: 0.8,
    noBelow: 0.5,
    remedy:
      'Send identity, intent, customer data, attempts and transcript with the handoff, or a reference both can open.',
  },
  summary: {
    question: 'Does the human get a summary before speaking?',
    by: { detector: 'no_summary' },
    measures: 'escalations with a summary',
    yesFrom: 0.9,
    noBelow: 0.5,
    remedy: 'Let the bot write situation, background, assessment and recommendation into the handoff.',
  },
  sentiment: {
    question: 'Does the human know the customer’s mood?',
    by: { detector: 'no_sentiment' },
    measures: 'escalations with a sentiment',
    yesFrom: 0.8,
    noBelow: 0.4,
    remedy: 'Send the sentiment of the last turns with the handoff.',
  },
  routing: {
    question: 'Does it reach who can help at the first attempt?',
    by: { detector: 'misrouted' },
    measures: 'handoffs that no human had to send on',
    yesFrom: 0.95,
    noBelow: 0.85,
    remedy: 'Route by intent and skill; see which intents are sent on from which queue.',
  },
  proactive: {
    question: 'Does the bot hand over before the customer has to ask?',
    by: { metric: 'proactive_share' },
    measures: 'escalations begun before the customer asked',
    yesFrom: 0.6,
    noBelow: 0.3,
    remedy: 'Let low confidence, a failed action, a falling mood and policy begin a handoff.',
  },
  reverse: {
    question: 'Can the human give the customer back to the bot?',
    by: { detector: 'silent_return' },
    measures: 'returns to the bot that it takes up',
    yesFrom: 0.9,
    noBelow: 0.6,
    remedy:
      'Let agents return a conversation with what is left to do, and let the bot speak first when it has it back.',
  },
  loop: {
    question: 'Does the bot learn from what humans do?',
    by: { detector: 'unlogged' },
    measures: 'escalations with a reason and a recorded resolution',
    yesFrom: 0.8,
    noBelow: 0.5,
    remedy:
      'Record why each escalation began and how it was resolved, build datasets from gaps, and name them in releases.',
  },
} as const satisfies Record<string, Question>;
export type QuestionName = keyof typeof questions;
export const questionNames = Object.keys(questions) as [QuestionName, ...QuestionName[]];
export const questionOf = (name: QuestionName): Question => questions[name];
/** More “no” than this, and the handoff is what fails. */
export const mostNo = 2;

export const readinessQuery = z.object({ ...scope });
export const readinessAnswer = z
  .object({
    watermark: instant.nullable(),
    answers: z.array(
      z.object({
        question: z.enum(questionNames),
        verdict: z.enum(verdicts),
        ...share,
        /** What else was looked at, in words. */
        evidence: z.array(z.string()),
      }),
    ),
    counts: z.record(z.enum(verdicts), count),
    /** `failing`: more than two “no”. `unknown`: too little is known to say that it is not. */
    verdict: z.enum(['ready', 'partly', 'failing', 'unknown']),
  })
  .meta({ id: 'Readiness' });

/** What may rise while escalations fall. */
export const companions = ['callback_rate', 'repeat_rate', 'abandoned', 'failure_rate'] as const;
export type Companion = (typeof companions)[number];

export const guardQuery = z.object({ ...scope, before_from: timestamp, before_to: timestamp });
const compared = z.object({
  metric: z.enum(metricNames),
  now: z.object(share),
  before: z.object(share),
  /** Difference of the shares with its interval; null below the least number of rows on either side. */
  difference: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
  moved: z.enum(['falls', 'rises', 'unclear', 'unknown']),
});
export const guardAnswer = z
  .object({
    watermark: instant.nullable(),
    verdict: z.enum(['suppression', 'clear', 'unknown']),
    words: z.string(),
    escalation: compared,
    companions: z.array(compared),
    /** Confidence of each companion’s interval: all of them together are right 95 % of the time. */
    confidence: z.number(),
  })
  .meta({ id: 'SuppressionGuard' });
