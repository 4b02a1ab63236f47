import { z } from 'zod';
import { subjectReference } from './erasure.js';

const count = z.int().min(0);

/** Most entries in one pack. */
export const packEntries = 20_000;

/** What a pack is about: one handoff with its whole conversation, a subject, or a range of entries. */
export const evidenceScope = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('handoff'), key: z.string().regex(/^[A-Za-z0-9_-]{22}$/) }),
    z.object({ kind: z.literal('subject'), subject: subjectReference }),
    /** Leaf indices, both included. */
    z
      .object({ kind: z.literal('range'), first: count, last: count })
      .refine(({ first, last }) => first <= last, 'first must not lie after last'),
  ])
  .meta({ id: 'EvidenceScope' });
export const evidenceBody = z.object({
  scope: evidenceScope,
  /** False: hashes and open fields only, no disclosed values. */
  disclose: z.boolean().default(true),
});
export const evidencePreview = z
  .object({
    entries: count,
    /** Entries whose fields can still be disclosed. */
    open: count,
    erased: count,
    /** Size of the checkpoint that the pack is proved against; null while nothing is signed. */
    size: count.nullable(),
    /** More entries than a pack holds. */
    tooMany: z.boolean(),
  })
  .meta({ id: 'EvidencePreview' });
