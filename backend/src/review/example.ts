import type { ReviewReason } from '../contract/review.js';
import type { Vote } from './votes.js';

/** An escalation as the queue orders it; keys base64url. */
export interface Example {
  handoffKey: string;
  /** The customer's words, masked. */
  text: string;
  botIntent: string | null;
  failedCode: string | null;
  /** As a human resolved it. */
  resolved: string | null;
  /** The gap that it is in, the most central of several; null for none. */
  gap: string | null;
  /** Nearness to the gap's centre, 0..1. */
  centrality: number;
  /** It is nearly as near to another gap. */
  alsoIn: boolean;
  /** What a reviewer said; an intent of null: no training data. `alone`: not as one of many. */
  said: { intent: string | null; alone: boolean } | null;
  /** Labels of decisions about a core that it was in and left out of; null: there is none. */
  leftOut: readonly string[] | null;
}

/** A gap as the queue needs it. */
export interface QueueGap {
  id: string;
  intent: string;
  /** Somebody said what it is about: a reviewer, most resolutions, its name. */
  known: boolean;
  /** Volume × cost × consistency. */
  priority: number;
}

/** Examples as they were when nobody had left them out of anything, by the same places. */
export interface Fresh {
  examples: readonly Example[];
  votes: readonly Vote[];
}

/** Examples that one decision may settle. */
export interface Core {
  gap: string;
  /** Which of the gap's. */
  key: string;
  label: string;
  /** Places of its examples, the surest first. */
  rows: number[];
  /** How many examples one decision is expected to settle × what one of the gap counts. */
  value: number;
  purity: { agree: number; of: number } | null;
  reasons: ReviewReason[];
}
