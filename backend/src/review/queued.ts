import type { LabelOrigin, ReviewReason } from '../contract/review.js';

/** Why something is asked: keys and labels, never words. */
export interface Evidence {
  /** Labels that neighbours speak for, with shares. */
  options: [label: string, share: number][];
  /** The nearest, by handoff key, with their likeness. */
  neighbours: [handoffKey: string, similarity: number][];
  reasons: ReviewReason[];
  /** What its human resolved it as, where what is like it says the same: its label until somebody reviews it. */
  confirmed?: string;
  /** Proposed where it is another than the gap's. */
  label?: string | undefined;
  /** Where it comes from, of a repeated reading. */
  labelFrom?: LabelOrigin;
  /** Of those like the members of a core whose resolution is known, how many were resolved as its label. */
  purity?: { agree: number; of: number } | null;
}

/** A row of the queue. */
export interface Queued {
  kind: 'core' | 'edge' | 'suspect';
  handoffKey: string;
  gap: string;
  /** Which core of its gap, and where in it. */
  core: string | null;
  place: number;
  value: number;
  evidence: Evidence;
}
