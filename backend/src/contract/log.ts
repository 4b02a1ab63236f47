import { z } from 'zod';

const instant = z.iso.datetime();
const count = z.int().min(0);

export const checkpointListQuery = z.object({
  /** Checkpoints below this size, newest first. */
  before: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const checkpointListAnswer = z
  .object({
    items: z.array(z.object({ size: count, root: z.string(), note: z.string(), signedAt: instant })),
    /** `before` of the next page; null on the last one. */
    next: count.nullable(),
  })
  .meta({ id: 'CheckpointList' });

/** A key that signs or signed checkpoints. */
export const signingKey = z
  .object({
    vkey: z.string(),
    /** When the ledger says that it was taken into use; the first key since the log began. */
    since: instant.nullable(),
    /** The leaf that announces it; null for the key that began the log. */
    entry: count.nullable(),
    /** Whether new checkpoints carry its signature. */
    signs: z.boolean(),
  })
  .meta({ id: 'SigningKey' });
export const signingKeyList = z.array(signingKey).meta({ id: 'SigningKeyList' });

/** A place outside the database that checkpoints are written to. */
export const checkpointCopy = z
  .object({
    kind: z.enum(['folder', 's3', 'webhook']),
    where: z.string(),
    /** Newest checkpoint that arrived there; null before the first. */
    size: count.nullable(),
    at: instant.nullable(),
    /** Why the last attempt failed; null when it did not. */
    problem: z.string().nullable(),
  })
  .meta({ id: 'CheckpointCopy' });

/** Why nothing may be written to the ledger: its database is older than a checkpoint that was signed for it. */
export const readOnlyState = z
  .object({ code: z.literal('ledger_rollback'), detail: z.string() })
  .meta({ id: 'ReadOnlyState' });

/** Whether the database itself keeps the service from changing the past. */
export const privilegeState = z
  .object({
    /** The service connects as a role that owns nothing and may only add. */
    separated: z.boolean(),
    role: z.string(),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'PrivilegeState' });
