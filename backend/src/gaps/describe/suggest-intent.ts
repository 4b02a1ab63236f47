import { intentName } from './labels.js';

/** The most common intent among some of a gap's escalations, with its share of them. */
export interface Common {
  name: string;
  share: number;
}

export interface NamedGap {
  id: string;
  name: string;
  /** By a person. */
  named: boolean;
  terms: readonly string[];
  /** Most common among its escalations. */
  resolvedIntent: Common | null;
}

/** Where a gap's intent comes from, the surest first. */
export const intentSources = ['reviewed', 'resolved', 'named', 'terms'] as const;
export type IntentSource = (typeof intentSources)[number];

const agreed = (common: Common | null): string | null => (common && common.share >= 0.5 ? common.name : null);

/**
 * The intent that a gap asks for: what most of its reviewed examples are, else what humans mostly resolved it as, else
 * the name a person gave it, else its terms.
 */
export function intentOf(gap: NamedGap, reviewed: Common | null): { intent: string; from: IntentSource } {
  const said = agreed(reviewed);
  if (said !== null) return { intent: said, from: 'reviewed' };
  const resolved = agreed(gap.resolvedIntent);
  if (resolved !== null) return { intent: resolved, from: 'resolved' };
  const from = gap.named ? 'named' : 'terms';
  const phrase = gap.named ? gap.name : gap.terms.slice(0, 2).join(' ');
  return { intent: intentName(phrase) || gap.id, from };
}
