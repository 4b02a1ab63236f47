import { intentName } from './labels.js';

export interface NamedGap {
  id: string;
  name: string;
  /** By a person. */
  named: boolean;
  terms: readonly string[];
  /** Most common among its escalations. */
  resolvedIntent: { name: string; share: number } | null;
}

/** Whether most resolutions of a gap agree on an intent. */
export const agreedIntent = ({ resolvedIntent }: Pick<NamedGap, 'resolvedIntent'>): string | null =>
  resolvedIntent && resolvedIntent.share >= 0.5 ? resolvedIntent.name : null;

/** The intent that a gap asks for: what humans mostly resolved it as, else the name a person gave it, else its terms. */
export function suggestIntent(gap: NamedGap): string {
  const phrase = gap.named ? gap.name : gap.terms.slice(0, 2).join(' ');
  return agreedIntent(gap) ?? (intentName(phrase) || gap.id);
}
