import { z } from 'zod';
import { timestamp } from './events.js';
import { checkpointCopy, privilegeState, readOnlyState } from './log.js';

const instant = z.iso.datetime();
const count = z.int().min(0);
const base64 = z.string();

/** What became of one event of a request. */
export const receipt = z
  .object({
    /** Position in the request, from 0; for NDJSON also the line, from 1. */
    index: count,
    line: count.optional(),
    source: z.string().optional(),
    id: z.string().optional(),
    status: z.enum(['accepted', 'duplicate', 'conflict', 'invalid']),
    /** Why it was refused, and where: a JSON pointer into the event. */
    reason: z.string().optional(),
    pointer: z.string().optional(),
  })
  .meta({ id: 'Receipt' });
export const ingestAnswer = z
  .object({
    accepted: count,
    duplicate: count,
    conflict: count,
    invalid: count,
    /** One per event; for more than 1,000 events those that were accepted or duplicates are only counted. */
    receipts: z.array(receipt),
  })
  .meta({ id: 'IngestAnswer' });

export const checkpoint = z
  .object({ size: count, root: base64, note: z.string(), signedAt: instant })
  .meta({ id: 'Checkpoint' });
export const verification = z
  .object({
    ok: z.boolean(),
    entries: count,
    /** Entries whose payload was opened and compared with its commitments. */
    opened: count,
    /** Entries whose subject was erased: hashes checked, content gone. */
    erased: count,
    checkpoints: count,
    root: base64,
    seconds: z.number(),
    at: instant,
    /** Who had it done; null where it was not kept. */
    by: z.string().nullable(),
    /** First problems found, in ledger order. */
    problems: z.array(z.object({ index: count.nullable(), size: count.nullable(), what: z.string() })),
  })
  .meta({ id: 'Verification' });
export const ledgerStatus = z
  .object({
    log: z.string(),
    origin: z.string(),
    vkey: z.string(),
    entries: count,
    pending: count,
    conflicts: count,
    checkpoint: checkpoint.nullable(),
    lastVerification: verification.nullable(),
    /** Null: entries are taken. */
    readOnly: readOnlyState.nullable(),
    copies: z.array(checkpointCopy),
    privileges: privilegeState,
    firstAt: instant.nullable(),
    lastAt: instant.nullable(),
  })
  .meta({ id: 'LedgerStatus' });

export const entryListQuery = z.object({
  type: z.string().max(60).optional(),
  source: z.string().max(128).optional(),
  /** Exact conversation id. */
  conversation: z.string().max(200).optional(),
  /** Key (22 characters, as in a handoff's address) or exact id of a handoff. */
  handoff: z.string().max(200).optional(),
  /** Exact customer id, as the source sends it. */
  customer: z.string().max(200).optional(),
  /** Name, e-mail or id of an account, or name or id of an API key: what they decided, viewed, exported. */
  actor: z.string().max(200).optional(),
  from: timestamp.optional(),
  to: timestamp.optional(),
  /** Entries below this index, newest first. */
  before: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const entrySummary = z
  .object({
    index: count,
    type: z.string(),
    source: z.string(),
    at: instant,
    receivedAt: instant,
    leafHash: base64,
    erased: z.boolean(),
  })
  .meta({ id: 'EntrySummary' });
export const entryListAnswer = z
  .object({ items: z.array(entrySummary), next: count.nullable(), size: count })
  .meta({ id: 'EntryList' });

export const entryParams = z.object({ index: z.coerce.number().int().min(0) });
export const entryAnswer = entrySummary
  .extend({
    /** The exact bytes of the leaf, as text. */
    entry: z.string(),
    open: z.record(z.string(), z.unknown()),
    /** Committed fields; `value` and `salt` where the payload can still be opened. */
    fields: z.array(
      z.object({
        pointer: z.string(),
        commitment: z.string(),
        salt: z.string().nullable(),
        value: z.unknown(),
        matches: z.boolean().nullable(),
      }),
    ),
    conversationId: z.string().nullable(),
    inclusion: z
      .object({ index: count, size: count, hashes: z.array(base64), root: base64, note: z.string() })
      .nullable(),
  })
  .meta({ id: 'Entry' });

export const logParams = z.object({ log: z.string().max(60) });
/** `*`: what c2sp.org/tlog-tiles writes after `tile/`, as `0/x001/067.p/12` or `entries/000`. */
export const tileParams = logParams.extend({ '*': z.string().max(300) });
export const logEntryParams = logParams.extend({
  index: z
    .string()
    .regex(/^(0|[1-9][0-9]{0,15})$/, 'must be the number of an entry')
    .transform(Number)
    .refine(Number.isSafeInteger, 'must be the number of an entry'),
});
export const inclusionQuery = z.object({
  index: z.coerce.number().int().min(0),
  size: z.coerce.number().int().min(1),
});
export const consistencyQuery = z.object({
  first: z.coerce.number().int().min(1),
  second: z.coerce.number().int().min(1),
});
export const proofAnswer = z
  .object({
    hashes: z.array(base64),
    /** Root at `size` (inclusion) or at `second` (consistency). */
    root: base64,
    leafHash: base64.optional(),
    firstRoot: base64.optional(),
  })
  .meta({ id: 'Proof' });
