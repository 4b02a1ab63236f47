import { z } from 'zod';
import { abilities } from './detectors.js';
import { actionResults, outcomes, reasons, sourcePattern } from './events.js';
import { relay } from './handoffs.js';

const instant = z.iso.datetime();
const count = z.int().min(0);
const tallies = z.array(z.object({ name: z.string(), count }));

/**
 * `uploading`: files may come. `checking`: a dry run reads them. `checked`: its report is there. `running`: events
 * enter the ledger. `finished`, `cancelled`: the files are deleted. `failed`: it may be started again.
 */
const importStates = [
  'uploading',
  'checking',
  'checked',
  'running',
  'cancelling',
  'finished',
  'cancelled',
  'failed',
] as const;
export type ImportState = (typeof importStates)[number];

/** What is told to the reader of the files; absent: what the format has by itself. */
export const importOptions = z
  .object({
    /** One of the known formats; absent: told from the first records. */
    format: z.string().max(60).optional(),
    /** The `source` of the events; absent: the format's name. */
    source: z.string().regex(sourcePattern, 'must be letters, digits and . _ : / -').optional(),
    /** When the first record began, for logs without times. */
    start: z.iso.datetime({ offset: true }).optional(),
    messagesKey: z.string().min(1).max(200).optional(),
    handoffTools: z.array(z.string().min(1).max(200)).max(50).optional(),
    /** What the source's own reasons mean. */
    reasons: z.record(z.string().max(200), z.enum(reasons)).optional(),
    /** Of a table: what its columns mean. */
    mapping: z.record(z.string(), z.unknown()).optional(),
    /** PEM or JWK that signed vCons are checked with. */
    key: z.string().max(20_000).optional(),
  })
  .strict();
export type ImportOptions = z.output<typeof importOptions>;

const place = z.object({
  file: z.string().nullable(),
  /** From 1. */
  record: z.int().min(1),
  /** From 1: the line on which the record begins. */
  line: z.int().min(1),
});

/** What was understood of the files, in numbers: no words of people and no ids. */
export const importReport = z
  .object({
    format: z.object({
      name: z.string(),
      describes: z.string(),
      /** Of the first records, how many have its marks; null when it was said. */
      marks: z.object({ of: count, found: count }).nullable(),
    }),
    /** `read` is what was mapped and what was refused; `ignored` was mapped and rightly gives no event. */
    records: z.object({ read: count, refused: count, ignored: count }),
    ignored: tallies,
    events: count,
    types: tallies,
    conversations: count,
    /** Conversations whose customer is named. */
    customers: count,
    handoffs: z.object({
      explicit: count,
      inferred: count,
      rules: z.array(z.object({ rule: z.string().nullable(), signal: z.string(), count })),
    }),
    /** Handoffs with a reason of the source's own, and those that no table knows. */
    reasons: z.object({ given: count, unknown: count }),
    span: z.object({ from: instant, to: instant }).nullable(),
    /** Times that the source does not have and that are marked so. */
    assumed: count,
    /** Times after the moment of reading. */
    future: count,
    /** Events whose id stood in the files before. */
    repeated: count,
    /** What is not in the files, so that it cannot be measured. */
    lacks: z.array(z.enum(Object.keys(abilities) as (keyof typeof abilities)[])),
    notes: tallies,
    /** Tools and actions that were called, most frequent first. */
    actions: tallies,
    refusals: z.array(z.object({ reason: z.string(), count, places: z.array(place) })),
    /** Of the events that were looked up, how many the ledger holds; null: not looked up. */
    known: z.object({ checked: count, found: count }).nullable(),
  })
  .meta({ id: 'ImportReport' });
export type ImportReport = z.output<typeof importReport>;

const progress = z.object({
  bytes: count,
  totalBytes: count,
  records: count,
  events: count,
  accepted: count,
  duplicates: count,
  refused: count,
  /** Events per second since it began or went on; null: too early. */
  rate: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** Why it stands still, where it does. */
  waiting: z.string().nullable(),
});
export type ImportProgress = z.output<typeof progress>;

export const importJob = z
  .object({
    id: z.string(),
    state: z.enum(importStates),
    files: z.array(
      z.object({
        name: z.string(),
        bytes: count,
        sha256: z.string(),
        packing: z.enum(['none', 'gzip', 'zip']),
      }),
    ),
    options: importOptions,
    source: z.string().nullable(),
    createdAt: instant,
    createdBy: z.string(),
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
    progress: progress.nullable(),
    report: importReport.nullable(),
    /** Why it failed, or why the files cannot be read yet. */
    problem: z.string().nullable(),
    errors: count,
  })
  .meta({ id: 'ImportJob' });
export type ImportJob = z.output<typeof importJob>;

const importFormats = z.array(z.object({ name: z.string(), describes: z.string(), isTable: z.boolean() }));
export const importList = z
  .object({
    items: z.array(importJob),
    formats: importFormats,
    /** Bytes that files of imports may take, and take. */
    room: z.object({ most: count, taken: count }),
    /** Days for which reports are kept. */
    keptDays: count,
  })
  .meta({ id: 'ImportList' });

export const importParams = z.object({ id: z.string().regex(/^m[0-9a-f]{10}$/, 'must be an import id') });
export const importFileQuery = z.object({ name: z.string().min(1).max(300) });

/** What the relay bar draws. */
const previewHandoff = z.object({
  fromKind: z.string(),
  toKind: z.string(),
  purpose: z.string(),
  queue: z.string().nullable(),
  reason: z.string().nullable(),
  signal: z.string(),
  rule: z.string().nullable(),
  actions: z.array(
    z.object({
      result: z.enum(actionResults).nullable(),
      dueAt: instant.nullable(),
      recordedAt: instant.nullable(),
    }),
  ),
  /** As `relay` of a handoff; when a callback or a leak is due is not known of what is not written. */
  relay: z.object(relay).omit({ leakAt: true }),
});
export type PreviewHandoff = z.output<typeof previewHandoff>;

const previewColumn = z.object({
  name: z.string(),
  samples: z.array(z.string()),
  /** Every value that was seen, where there are few. */
  values: z.array(z.string()).nullable(),
});
export type PreviewColumn = z.output<typeof previewColumn>;

/** The first rows of a table, with its header. */
export const tableBody = z.object({ text: z.string().min(1).max(500_000) });
export const tableColumns = z
  .object({
    columns: z.array(previewColumn),
    /** What they are taken for, by their names. */
    guess: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TableColumns' });

/** What the files hold, with people's words: it goes with the files. */
export const importPreview = z
  .object({
    report: importReport.nullable(),
    problem: z.string().nullable(),
    conversations: z.array(
      z.object({
        conversationId: z.string().nullable(),
        customerId: z.string().nullable(),
        bot: z.string().nullable(),
        channel: z.string().nullable(),
        startedAt: instant,
        endedAt: instant,
        timesAssumed: z.boolean(),
        events: count,
        episodes: z.array(
          z.object({
            outcome: z.enum(outcomes).nullable(),
            intent: z.string().nullable(),
            customerTurns: count,
            botTurns: count,
          }),
        ),
        firstWords: z.string().nullable(),
        handoffs: z.array(previewHandoff),
      }),
    ),
    /** Reasons that no table knows, in the source's own words. */
    unknownReasons: tallies,
    /** Of a table. */
    columns: z.array(previewColumn),
    /** Of a table: what its columns are taken for, by their names. */
    guess: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'ImportPreview' });
export type ImportPreview = z.output<typeof importPreview>;
