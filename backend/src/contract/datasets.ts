import { z } from 'zod';
import { type DatasetKind, datasetFormats, datasetKinds } from './dataset-formats.js';
import { timestamp } from './events.js';
import { gapId } from './gaps.js';
import { zone } from './metric-answers.js';

const instant = z.iso.datetime();
const count = z.int().min(0);
const texts = z.array(z.string().max(200)).max(200);

export const labelSources = ['resolved_intent', 'gap'] as const;
/**
 * `resolved`: a human said it case by case; `reviewed`: a person decided it here; `confirmed`: as well what a human said
 * case by case and what is like it says too, as surely as where reviewers found it right.
 */
export const labelQualities = ['any', 'resolved', 'confirmed', 'reviewed'] as const;
const parts = ['train', 'validation', 'test'] as const;
/** `lot`: by a digest of the customer. `time`: what is tested began after what was trained. */
const splitOrders = ['lot', 'time'] as const;

/** A dataset of turns, each with what was known at it and whether the bot escalated afterwards. */
const turnSettings = z
  .object({
    /** Turns after one within which an escalation counts as near. */
    within: z.int().min(0).max(50).default(3),
    splitBy: z.enum(splitOrders).default('lot'),
    /** Conversations that are still open, marked: whether they escalate is not known. */
    includeOpen: z.boolean().default(false),
    /** The turn's words, masked. */
    words: z.boolean().default(false),
    /** In which hours and weekdays are told. */
    zone: zone.default('UTC'),
    /** Drawn by a lot that stays the same in later versions. */
    mostConversations: z.int().min(1).max(50_000).default(10_000),
  })
  .meta({ id: 'TurnSettings' });

/** What goes into a dataset. The same request over the same facts gives the same bytes. */
export const datasetRequest = z
  .object({
    name: z.string().trim().min(1).max(120),
    gaps: z.array(gapId).max(500).default([]),
    from: timestamp.optional(),
    to: timestamp.optional(),
    languages: texts.default([]),
    bots: texts.default([]),
    channels: texts.default([]),
    /** Labels to keep; all when there are none. */
    intents: texts.default([]),
    /** Where the label comes from; `resolved_intent` falls back to the gap's intent name. */
    label: z.enum(labelSources).default('resolved_intent'),
    /** Shares of train, validation and test in percent. */
    split: z
      .object({
        train: z.int().min(0).max(100),
        validation: z.int().min(0).max(100),
        test: z.int().min(0).max(100),
      })
      .refine((s) => s.train + s.validation + s.test === 100, 'must sum to 100')
      .default({ train: 80, validation: 10, test: 10 }),
    /** Escalations by policy, preference or capacity are no training targets unless asked for. */
    includeNonCapability: z.boolean().default(false),
    /** How sure a label must be. */
    quality: z.enum(labelQualities).default('any'),
    /** No label has more examples than this. */
    mostPerLabel: z.int().min(1).max(1_000_000).optional(),
    /** Weighs training examples so that every label counts the same. */
    weighted: z.boolean().default(false),
    /** Texts that try to instruct a model are left out unless asked for. */
    includeSuspect: z.boolean().default(false),
    /** Asks for turns instead of words with an intent. What says which gaps, intents and labels does not go with it. */
    turns: turnSettings.optional(),
  })
  .superRefine(({ turns, gaps, intents, mostPerLabel, quality, label }, context) => {
    if (!turns) return;
    const asked = {
      gaps: gaps.length > 0,
      intents: intents.length > 0,
      mostPerLabel: mostPerLabel !== undefined,
      quality: quality !== 'any',
      label: label !== 'resolved_intent',
    };
    for (const [name, isAsked] of Object.entries(asked)) {
      if (isAsked) context.addIssue({ code: 'custom', path: [name], message: 'does not go with turns' });
    }
  })
  .meta({ id: 'DatasetRequest' });
export type DatasetRequest = z.output<typeof datasetRequest>;
export type TurnSettings = z.output<typeof turnSettings>;

export const kindOf = ({ turns }: Pick<DatasetRequest, 'turns'>): DatasetKind =>
  turns ? 'turns' : 'intents';

const counts = z.object({
  examples: count,
  train: count,
  validation: count,
  test: count,
  labels: z.array(z.object({ label: z.string(), count })),
  languages: z.array(z.object({ language: z.string(), count })),
  gaps: z.array(z.object({ id: gapId, name: z.string(), count })),
  leftOut: z.object({
    duplicates: count,
    /** Of the same label, and nearly the same words. Manifests of old do not say what follows. */
    nearDuplicates: count.default(0),
    otherIntents: count.default(0),
    lowQuality: count.default(0),
    /** Reviewers said that they are no training data. */
    rejected: count.default(0),
    beyondMost: count.default(0),
    withoutLabel: count,
    withoutText: count,
    nonCapability: count,
    suspectInjection: count,
    withoutConsent: count.default(0),
    /** Conversations, of a dataset of turns: still open, erased, of a source that never tells of a handoff. */
    stillOpen: count.default(0),
    erased: count.default(0),
    neverTold: count.default(0),
  }),
  /** Of a dataset of turns; left out are conversations then. */
  turns: z
    .object({
      conversations: count,
      /** How many of them are open. */
      open: count,
      /** How often a turn of this place escalates in the end, and soon: what a model has to beat. The last one: and later. */
      byTurn: z.array(z.object({ turn: count, examples: count, escalated: count, within: count })),
    })
    .optional(),
});

/** What was known at a turn, and what came of it. */
const features = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const datasetPreview = z
  .object({
    counts,
    sample: z.array(
      z.object({
        text: z.string(),
        label: z.string(),
        split: z.string(),
        language: z.string().nullable(),
        features: features.optional(),
      }),
    ),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'DatasetPreview' });

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const datasetFile = z.object({
  format: z.enum(datasetFormats),
  digest,
  bytes: count,
  /** Rows in it: a format leaves out what it cannot say. Absent in manifests of old: all. */
  examples: count.optional(),
});
export const manifest = z
  .object({
    dataset: z.string(),
    version: count,
    request: datasetRequest,
    counts,
    /** In the order of the files; manifests of old have nine and do not name them. */
    columns: z.array(z.string()).optional(),
    /** How its files are packed; absent: 1, with a dictionary of every column of Parquet. */
    packing: z.literal([1, 2, 3, 4]).optional(),
    /** Digest of the JSON Lines bytes. */
    digest,
    /** Digest of the bytes of each format. */
    files: z.array(datasetFile),
    /** Ledger state that the examples were taken from. */
    checkpoint: z.object({ size: count, root: z.string() }),
    /** Digest of the headline numbers over the same filters, so that an export names what it was made against. */
    metricDigest: digest,
    masked: z.array(z.object({ kind: z.string(), count })),
    /**
     * Rows were taken out because their subject was erased: everything above is as it was built, a download has
     * these digests. Null and empty until they are measured.
     */
    amended: z
      .object({
        at: instant,
        removed: count,
        digest: digest.nullable(),
        files: z.array(datasetFile),
        /** Their examples, so that whoever has a copy can take them out; manifests of old do not name them. */
        examples: z.array(z.string()).optional(),
      })
      .optional(),
  })
  .meta({ id: 'DatasetManifest' });

export const datasetVersion = z
  .object({
    id: z.string(),
    name: z.string(),
    version: count,
    builtAt: instant,
    builtBy: z.string(),
    examples: count,
    labels: count,
    digest,
    kind: z.enum(datasetKinds),
  })
  .meta({ id: 'DatasetVersion' });
export const datasetList = z.array(datasetVersion).meta({ id: 'DatasetList' });
export const datasetParams = z.object({ id: z.string().regex(/^d[a-z0-9]{6,20}$/, 'must be a dataset id') });
export const datasetAnswer = datasetVersion
  .extend({
    manifest,
    /**
     * Examples whose customers have taken back their consent to training since it was built: they are in no sample
     * and in no download, whose digests then differ from the manifest's.
     */
    withdrawn: count,
    sample: z.array(
      z.object({
        text: z.string(),
        label: z.string(),
        split: z.string(),
        language: z.string().nullable(),
        gap: z.string(),
        entry: count,
        features: features.optional(),
      }),
    ),
  })
  .meta({ id: 'Dataset' });
export const datasetBuilt = datasetVersion
  .extend({
    created: z
      .boolean()
      .meta({ description: 'False when the same request over the same facts already has a version.' }),
  })
  .meta({ id: 'DatasetBuilt' });
export const downloadQuery = z.object({
  format: z.enum(datasetFormats).default('jsonl'),
  /** Only what is new, changed or in another part since this version of the same name. */
  since: z.coerce.number().int().min(1).max(1_000_000).optional(),
  /** Only this part; what a bot is trained with is the training part unless another is asked for. */
  part: z.enum(parts).optional(),
});

/**
 * Why a copy must give an example up: its subject was erased, or took back consent; it is in the version no more; or the
 * version has it otherwise (label, words) or in another part, as what is new since then says.
 */
export const withdrawals = ['erased', 'consent', 'gone', 'changed', 'moved'] as const;
/** `since`: the version that the copy was taken from; the version itself says who was erased or took back consent. */
export const withdrawnQuery = z.object({ since: z.coerce.number().int().min(1).max(1_000_000) });

export const diffQuery = z.object({ against: datasetParams.shape.id });
const changed = z.object({
  id: z.string(),
  text: z.string(),
  label: z.string(),
  before: z.string().nullable(),
});
export const datasetDiff = z
  .object({
    against: datasetVersion,
    /** Examples that only the newer has, that only the older had, that are labelled or worded otherwise, and the same. */
    added: count,
    removed: count,
    changed: count,
    same: count,
    /** Examples that went from one part to another. */
    moved: count,
    labels: z.array(z.object({ label: z.string(), before: count, after: count })),
    /** A few of each; of what changed, `before` is the old label. */
    sample: z.object({ added: z.array(changed), removed: z.array(changed), changed: z.array(changed) }),
  })
  .meta({ id: 'DatasetDiff' });

export const exampleParams = datasetParams.extend({ example: z.string().regex(/^e[0-9a-f]{16}$/) });
/** Where one example comes from. */
export const exampleLineage = z
  .object({
    id: z.string(),
    text: z.string(),
    label: z.string(),
    quality: z.string().nullable(),
    /** Key of the handoff that it was taken from; null: of a turn. */
    handoff: z.string().nullable(),
    /** Key of the conversation that it is a turn of. */
    conversation: z.string().nullable(),
    /** The ledger entry of the handoff or the turn that it was taken from. */
    entry: count.nullable(),
    /** The decision of a person that its label rests on, and its entry. */
    decision: z.object({ type: z.string(), entry: count, at: instant }).nullable(),
    /** C2SP tlog-proofs of both: what is asked for with `proof=true`. */
    proofs: z.array(z.object({ entry: count, proof: z.string() })).optional(),
  })
  .meta({ id: 'DatasetExampleLineage' });
export const lineageQuery = z.object({ proof: z.stringbool().default(false) });
