import type { HandoffRow } from './rows.js';

const sbar = [
  'summary.situation',
  'summary.background',
  'summary.assessment',
  'summary.recommendation',
] as const;

/**
 * What a receiver needs, by purpose: the four parts of an agent's screen (state, intent, sentiment, customer
 * data), SBAR, and what was said and tried. A changed list is a new version: completeness before and after
 * are different numbers, and the facts have to be rebuilt.
 */
export const contextPolicy = {
  version: 1,
  required: {
    escalation: ['identity', 'intent', 'sentiment', 'entities', 'attempts', 'transcript', ...sbar],
    success: ['identity', 'intent', 'entities', 'summary.situation', 'summary.recommendation'],
    return: ['intent', 'summary.situation', 'summary.recommendation'],
    transfer: ['identity', 'intent', 'entities', 'transcript', ...sbar],
  },
} as const satisfies { version: number; required: Record<HandoffRow['purpose'], readonly string[]> };

/** What any log of a bot labels its conversations with, whether or not they were handed on. */
export const labelFields = ['intent', 'confidence'];

/** Whether the fields of a handoff say what travelled with it. */
export const saysWhatTravelled = (fields: readonly string[]): boolean =>
  fields.some((name) => !labelFields.includes(name));

export interface ContextCount {
  context_required: number;
  context_present: number;
  /** Nothing travelled that says more than whom to ring back. */
  starved: boolean;
}

/** How much of the required context is among the `fields` that travelled. */
export function countContext(purpose: HandoffRow['purpose'], fields: readonly string[]): ContextCount {
  const required: readonly string[] = contextPolicy.required[purpose];
  return {
    context_required: required.length,
    context_present: required.filter((name) => fields.includes(name)).length,
    starved: fields.every((name) => name === 'phone'),
  };
}
