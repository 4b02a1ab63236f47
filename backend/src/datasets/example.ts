import { type Column, type Feature, isFeature } from './columns.js';

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
  /** What its human said and reviewed examples like it say too; null where they do not agree or nobody is like it. */
  confirmed: string | null;
  /** Whether the customer lets it be trained with. */
  consented: boolean;
  /** Masked; one turn per line. */
  text: string | null;
  /** Masked: what the human answered in the end. */
  answer: string | null;
  /** Masked: what the bot replied to the words that tell the need. */
  reply: string | null;
  gap: string;
  gapName: string;
  gapType: string;
  /** The intent that the gap as a whole stands for; null when neither a person nor most resolutions say so. */
  gapIntent: string | null;
  /** A name for the gap as an intent, if only from its terms. */
  gapLabel: string;
  /** Uid of the latest decision that named the gap, or that reviewed most of it. */
  named: string | null;
  /** Uid of the latest decision by which a person put it into the gap or kept it there. */
  placed: string | null;
  /** What a reviewer said that it is an example of, by which decision; an intent of null: of nothing. */
  said: { intent: string | null; decision: string } | null;
}

export const splits = ['train', 'validation', 'test'] as const;
export type Split = (typeof splits)[number];

/** Who says that the label is right, the surest first. */
export const qualities = ['reviewed', 'resolved', 'agreed', 'suggested'] as const;
export type Quality = (typeof qualities)[number];

/** One row of a dataset. Nothing in it depends on arrival or build time. Of a turn, what is about a handoff is '' or null. */
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
  /** What the human answered. */
  answer: string | null;
  /** What the bot replied. */
  reply: string | null;
  /** Null in versions from before it was told. */
  quality: Quality | null;
  /** Uid of the decision of a person that its label rests on. */
  decision: string | null;
  /** In training, so that every label counts the same; 1 without balancing. */
  weight: number | null;
  /** Of a turn: key of the conversation. */
  conversation: string | null;
  /** Of a turn. */
  features: Features | null;
}

export type Value = string | number | boolean | null;
export type Features = Readonly<Partial<Record<Feature, Value>>>;

/** What a column says of an example. */
export const valueIn = (example: Example, name: Column): Value =>
  isFeature(name) ? (example.features?.[name] ?? null) : example[name];

/** Key of the handoff or the conversation that it was taken from: with it the example goes. */
export const ownerOf = ({ conversation, handoff }: Pick<Example, 'conversation' | 'handoff'>): string =>
  conversation ?? handoff;
