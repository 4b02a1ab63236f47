import { z } from 'zod';
import { timestamp } from './events.js';
import { gapId } from './gaps.js';

const instant = z.iso.datetime();
const count = z.int().min(0);
const texts = z.array(z.string().max(200)).max(200);

export const datasetFormats = ['jsonl', 'arrow'] as const;
export type DatasetFormat = (typeof datasetFormats)[number];
export const labelSources = ['resolved_intent', 'gap'] as const;

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
  })
  .meta({ id: 'DatasetRequest' });
export type DatasetRequest = z.output<typeof datasetRequest>;

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
    withoutLabel: count,
    withoutText: count,
    nonCapability: count,
    suspectInjection: count,
  }),
});

export const datasetPreview = z
  .object({
    counts,
    sample: z.array(
      z.object({ text: z.string(), label: z.string(), split: z.string(), language: z.string().nullable() }),
    ),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'DatasetPreview' });

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const datasetFile = z.object({ format: z.enum(datasetFormats), digest, bytes: count });
export const manifest = z
  .object({
    dataset: z.string(),
    version: count,
    request: datasetRequest,
    counts,
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
      .object({ at: instant, removed: count, digest: digest.nullable(), files: z.array(datasetFile) })
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
  })
  .meta({ id: 'DatasetVersion' });
export const datasetList = z.array(datasetVersion).meta({ id: 'DatasetList' });
export const datasetParams = z.object({ id: z.string().regex(/^d[a-z0-9]{6,20}$/, 'must be a dataset id') });
export const datasetAnswer = datasetVersion
  .extend({
    manifest,
    sample: z.array(
      z.object({
        text: z.string(),
        label: z.string(),
        split: z.string(),
        language: z.string().nullable(),
        gap: z.string(),
        entry: count,
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
export const downloadQuery = z.object({ format: z.enum(datasetFormats).default('jsonl') });
