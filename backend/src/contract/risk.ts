import type { DetectorName } from './detectors.js';
import type { MetricName } from './metrics.js';

/** Longest outage that is asked about, in hours. */
export const longestOutage = 48;

export const verdicts = ['yes', 'partly', 'no', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

interface Question {
  question: string;
  /** What is measured for it: a metric as it is, or what a detector did not find. */
  by: { metric: MetricName } | { detector: DetectorName };
  /** Behind a share: `53 % of …`. */
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
    measures: 'of required context fields travel',
    yesFrom: 0.8,
    noBelow: 0.5,
    remedy:
      'Send identity, intent, customer data, attempts and transcript with the handoff, or a reference both can open.',
  },
  summary: {
    question: 'Does the human get a summary before speaking?',
    by: { detector: 'no_summary' },
    measures: 'of escalations come with a summary',
    yesFrom: 0.9,
    noBelow: 0.5,
    remedy: 'Let the bot write situation, background, assessment and recommendation into the handoff.',
  },
  sentiment: {
    question: 'Does the human know the customer’s mood?',
    by: { detector: 'no_sentiment' },
    measures: 'of escalations come with a sentiment',
    yesFrom: 0.8,
    noBelow: 0.4,
    remedy: 'Send the sentiment of the last turns with the handoff.',
  },
  routing: {
    question: 'Does it reach who can help at the first attempt?',
    by: { detector: 'misrouted' },
    measures: 'of handoffs no human had to send on',
    yesFrom: 0.95,
    noBelow: 0.85,
    remedy: 'Route by intent and skill; see which intents are sent on from which queue.',
  },
  proactive: {
    question: 'Does the bot hand over before the customer has to ask?',
    by: { metric: 'proactive_share' },
    measures: 'of escalations begin before the customer asks',
    yesFrom: 0.6,
    noBelow: 0.3,
    remedy: 'Let low confidence, a failed action, a falling mood and policy begin a handoff.',
  },
  reverse: {
    question: 'Can the human give the customer back to the bot?',
    by: { detector: 'silent_return' },
    measures: 'of returns to the bot are taken up',
    yesFrom: 0.9,
    noBelow: 0.6,
    remedy:
      'Let agents return a conversation with what is left to do, and let the bot speak first when it has it back.',
  },
  loop: {
    question: 'Does the bot learn from what humans do?',
    by: { detector: 'unlogged' },
    measures: 'of escalations have a reason and a recorded resolution',
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

/** What may rise while escalations fall. */
export const companions = ['callback_rate', 'repeat_rate', 'abandoned', 'failure_rate'] as const;
