import type { z } from 'zod';
import type { evidenceScope } from '../contract/evidence.js';

/** What a pack says of itself, before its records. */
export interface PackHead {
  scope: z.output<typeof evidenceScope>;
  disclose: boolean;
  /** Name of who asked for it. */
  by: string;
  purpose: string | null;
  checkpoint: { origin: string; size: number; root: Buffer; note: string; signedAt: Date };
  /** Keys that sign or signed this log. */
  vkeys: readonly string[];
}
