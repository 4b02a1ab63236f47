import type { Metric } from '../metric.js';
import { share } from './declare.js';

export const dataMetrics = {
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
