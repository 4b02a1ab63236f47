import type { Metric } from '../metric.js';
import { mean, share } from './declare.js';

export const workMetrics = {
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
    numerator: ['seamless_known', 'context_told', 'seamless'],
    denominator: ['seamless_known', 'context_told'],
    unmeasured: ['seamless_known', 'context_untold'],
    better: 'higher',
    pitfalls: [
      'Of unresolved handoffs nobody reports what had to be repeated: they are not in it.',
      'Sources that never say what travels with a handoff are left out.',
    ],
  }),
} as const satisfies Record<string, Metric>;
