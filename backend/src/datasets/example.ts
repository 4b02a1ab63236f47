/** What a dataset may take: one escalation with its gap. */
export interface Candidate {
  handoff: string;
  conversation: string;
  /** Uid of the event that initiated it. */
  event: string;
  at: number;
  source: string;
  language: string | null;
  reason: string | null;
  resolvedIntent: string | null;
  /** Whether the customer lets it be trained with. */
  consented: boolean;
  /** Masked; one turn per line. */
  text: string | null;
  gap: string;
  gapName: string;
  gapType: string;
  /** The intent that the gap as a whole stands for; null when neither a person nor most resolutions say so. */
  gapIntent: string | null;
  /** A name for the gap as an intent, if only from its terms. */
  gapLabel: string;
}

export const splits = ['train', 'validation', 'test'] as const;
export type Split = (typeof splits)[number];

/** One row of a dataset; the members stand in the order of every format. Nothing in it depends on arrival or build time. */
export interface Example {
  id: string;
  text: string;
  label: string;
  split: Split;
  language: string | null;
  gap: string;
  handoff: string;
  source: string;
  /** Uid of the ledger event that it was taken from. */
  event: string;
}
export const columns = [
  'id',
  'text',
  'label',
  'split',
  'language',
  'gap',
  'handoff',
  'source',
  'event',
] as const satisfies readonly (keyof Example)[];
