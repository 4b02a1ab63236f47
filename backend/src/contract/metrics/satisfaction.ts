import type { MeanMetric, Metric } from '../metric.js';
import { counted, mean } from './declare.js';

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

export const satisfactionMetrics = {
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
} as const satisfies Record<string, Metric>;
