import { z } from 'zod';

const instant = z.iso.datetime();
const count = z.int().min(0);
const words = (most: number) => z.string().trim().min(1).max(most);

/** Whose data: a customer with all conversations, one conversation, or somebody who used the product. */
export const subjectReference = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('customer'), id: z.string().min(1).max(200) }),
    /** Without a source: the conversation of this id in whichever source has it. */
    z.object({
      kind: z.literal('conversation'),
      id: z.string().min(1).max(200),
      source: z.string().max(128).optional(),
    }),
    /** An account or API key, by its id. */
    z.object({ kind: z.literal('actor'), id: z.string().min(1).max(200) }),
  ])
  .meta({ id: 'SubjectReference' });
export type SubjectReference = z.output<typeof subjectReference>;

export const hold = z
  .object({
    id: z.string(),
    /** The case that it belongs to. */
    reference: z.string(),
    reason: z.string(),
    kind: z.enum(['customer', 'conversation']),
    /** Pseudonym of the customer or conversation: the identity itself is not kept with a hold. */
    pseudonym: z.string(),
    placedAt: instant,
    placedBy: z.string(),
    liftedAt: instant.nullable(),
    liftedBy: z.string().nullable(),
  })
  .meta({ id: 'LegalHold' });
export const holdList = z.array(hold).meta({ id: 'LegalHoldList' });
export const holdBody = z.object({
  subject: subjectReference,
  reference: words(120),
  reason: words(1000),
});
export const holdParams = z.object({ id: z.string().max(60) });
export const holdLiftBody = z.object({ reason: words(1000) });

/** An export that held data of the subject: it left Baton and cannot be called back from here. */
export const exportedCopy = z
  .object({
    kind: z.enum(['dataset', 'evidence', 'other']),
    id: z.string(),
    name: z.string(),
    format: z.string().nullable(),
    at: instant,
    by: z.string().nullable(),
  })
  .meta({ id: 'ExportedCopy' });

/** What an erasure takes away, or took. */
const extent = {
  /** Ledger entries whose payload can no longer be opened. Their hashes and open fields stay. */
  entries: count,
  conversations: count,
  handoffs: count,
  keys: count,
  /** Rows taken out of datasets that are still held. */
  examples: count,
};
export const erasurePreviewBody = z.object({ subject: subjectReference });
export const erasurePreview = z
  .object({
    ...extent,
    datasets: z.array(z.object({ id: z.string(), name: z.string(), version: count, examples: count })),
    exports: z.array(exportedCopy),
    /** While there is one, erasure is refused. */
    holds: z.array(hold),
  })
  .meta({ id: 'ErasurePreview' });
/** GDPR Art. 17(1): why it must go. */
export const erasureGrounds = [
  'request',
  'consent_withdrawn',
  'no_longer_needed',
  'objection',
  'unlawful',
  'legal_obligation',
] as const;
export const erasureBody = z.object({
  subject: subjectReference,
  ground: z.enum(erasureGrounds).default('request'),
  reason: words(1000).optional(),
});
export const erasureDone = z
  .object({
    /** Id of the ledger event that records it. */
    id: z.string(),
    at: instant,
    ...extent,
    datasets: erasurePreview.shape.datasets,
    exports: z.array(exportedCopy),
  })
  .meta({ id: 'ErasureDone' });
export const erasureRecord = z
  .object({
    id: z.string(),
    at: instant,
    /** `replayed`: done again after an older backup was restored. `refused`: under legal hold. */
    cause: z.enum(['request', 'retention', 'replayed', 'refused']),
    ground: z.string().nullable(),
    by: z.string().nullable(),
    reason: z.string().nullable(),
    ...extent,
    /** Its leaf; null while it waits for its place. */
    entry: count.nullable(),
  })
  .meta({ id: 'ErasureRecord' });
export const erasureList = z
  .object({ items: z.array(erasureRecord), next: z.string().nullable() })
  .meta({ id: 'ErasureList' });
export const erasureListQuery = z.object({
  before: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/**
 * `conversation`: what was said and done in a conversation, counted from its last event. `customer`: who the customer
 * is, counted from the last contact. `agent`: who decided what in the product and who looked at what, counted from the
 * last time: one person's decisions and looks lie under one key.
 */
export const retentionClasses = ['conversation', 'customer', 'agent'] as const;
export type RetentionClass = (typeof retentionClasses)[number];
export const retentionRule = z
  .object({ class: z.enum(retentionClasses), days: z.int().min(1).max(36_500).nullable() })
  .meta({ id: 'RetentionRule' });
export const retentionAnswer = z
  .object({
    rules: z.array(retentionRule),
    lastRun: z.object({ at: instant, keys: count, entries: count, held: count }).nullable(),
  })
  .meta({ id: 'Retention' });
export const retentionPreviewBody = z.object({ rules: z.array(retentionRule).max(retentionClasses.length) });
export const retentionPreview = z
  .array(
    z.object({
      class: z.enum(retentionClasses),
      subjects: count,
      conversations: count,
      entries: count,
      /** Subjects that stay because of a legal hold. */
      held: count,
    }),
  )
  .meta({ id: 'RetentionPreview' });
