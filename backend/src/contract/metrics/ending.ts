import type { Common, Metric, RatioMetric } from '../metric.js';
import { share } from './declare.js';

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

export const endingMetrics = {
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
} as const satisfies Record<string, Metric>;
