import { z } from 'zod';
import { gapId, handoffKey } from './gaps.js';

const instant = z.iso.datetime();
const count = z.int().min(0);
const share = z.number().min(0).max(1);

/**
 * `core`: central members of a gap that agree with one another. `edge`: one that the queue is unsure of. `suspect`: one
 * whose label its neighbours contradict. `second`: one that somebody else decided, shown blind. `disagreement`: one on
 * which first and second reader differ.
 */
export const reviewKinds = ['core', 'edge', 'suspect', 'second', 'disagreement'] as const;
export type ReviewKind = (typeof reviewKinds)[number];
export const reviewVerdicts = ['accept', 'relabel', 'reject', 'split'] as const;
export type ReviewVerdict = (typeof reviewVerdicts)[number];
/** Where a proposed label comes from. */
export const labelOrigins = [
  'reviewed',
  'resolved',
  'named',
  'terms',
  'neighbours',
  'human',
  'given',
] as const;
export type LabelOrigin = (typeof labelOrigins)[number];

/** An intent as bots name it. */
export const intentLabel = z.string().trim().min(1).max(120);
const namedGap = z.object({ id: gapId, name: z.string() });

/** Why an item is asked. */
export const reviewReasons = [
  /** Its members are central, and their neighbours agree with the label. */
  'agree',
  /** Few enough to read each: most of them are probably of the label, and the others are to be left out. */
  'glance',
  /** Nobody has said yet what the gap's examples are; the label is made of words. */
  'unnamed',
  /** Its neighbours are of several labels. */
  'between',
  /** Nothing that is decided is like it. */
  'far',
  /** Its human resolved it as something else. */
  'resolved_otherwise',
  /** It is in no gap. */
  'in_no_gap',
  /** Of a core that was decided without it. */
  'left_out',
  /** Its label is another than that of most neighbours. */
  'contradicted',
  'second_reading',
  'disagreement',
] as const;
export type ReviewReason = (typeof reviewReasons)[number];

const said = z.object({ verdict: z.enum(reviewVerdicts), label: intentLabel.nullable() });

const reviewMember = z.object({
  handoffKey,
  at: instant,
  /** The customer's words, personal data masked. */
  text: z.string(),
  language: z.string().nullable(),
  botIntent: z.string().nullable(),
  confidence: z.number().nullable(),
  failedCode: z.string().nullable(),
  /** As a human resolved it. */
  resolvedIntent: z.string().nullable(),
  /** What the human answered, masked. */
  answer: z.string().nullable(),
  /** Of a suspect: what it was decided as. */
  label: intentLabel.nullable(),
  /** Share of its neighbours, by likeness, that speak for the proposed label. */
  agreement: share,
  /** Nearness to the gap's centre; null in no gap. */
  centrality: share.nullable(),
});

export const reviewItem = z
  .object({
    id: z.uuid(),
    kind: z.enum(reviewKinds),
    /** The gap that it is in, or (`in_no_gap`) nearest to, or (`glance`) that stands for its label. */
    gap: namedGap,
    /** What is proposed: accepting takes exactly this. */
    label: intentLabel,
    labelFrom: z.enum(labelOrigins),
    heldUntil: instant,
    reasons: z.array(z.enum(reviewReasons)),
    /** Of those like its members whose resolution is known, how many were resolved as the label; Wilson, 95 %. */
    purity: z.object({ agree: count, of: count, low: share, high: share }).nullable(),
    /** Labels that its neighbours speak for. */
    options: z.array(z.object({ label: intentLabel, share })),
    /** Still undecided, the surest first; words that may not be shown are left out. */
    members: z.array(reviewMember),
    /** What it is like, the nearest first. */
    neighbours: z.array(
      z.object({
        handoffKey,
        text: z.string(),
        gap: namedGap.nullable(),
        /** What it counts as, and whether a reviewer said so. */
        label: intentLabel.nullable(),
        reviewed: z.boolean(),
        similarity: z.number(),
      }),
    ),
    /** Of a disagreement: the first reading and the second. */
    said: z.array(said),
  })
  .meta({ id: 'ReviewItem' });

export const reviewLeft = z.object({
  /** Cores, and the examples in them. */
  core: count,
  coreExamples: count,
  edge: count,
  suspect: count,
  second: count,
  disagreement: count,
});

export const reviewClaimBody = z.object({
  /** All but `disagreement` unless said. */
  kinds: z.array(z.enum(reviewKinds)).min(1).max(reviewKinds.length).optional(),
  gap: gapId.optional(),
  /** Items that the caller holds afterwards. */
  count: z.int().min(1).max(50).default(1),
});
export const reviewClaimAnswer = z
  .object({ items: z.array(reviewItem), left: reviewLeft })
  .meta({ id: 'ReviewClaim' });

export const reviewItemParams = z.object({ item: z.uuid() });
const decision = {
  verdict: z.enum(reviewVerdicts),
  /** Of `relabel`, and of `split` where it is known. */
  label: intentLabel.optional(),
  /** Of the item's members, those that it is about; absent: all that are undecided. */
  members: z.array(handoffKey).min(1).max(500).optional(),
};
const isWhole = ({ verdict, label, members }: z.output<z.ZodObject<typeof decision>>) =>
  (verdict === 'relabel') <= (label !== undefined) &&
  (verdict === 'split') <= (members !== undefined) &&
  (label !== undefined) <= (verdict === 'relabel' || verdict === 'split');
const whole = {
  path: ['verdict'],
  message: 'relabel needs a label, split needs members, and neither accept nor reject takes a label',
};
export const reviewDecisionBody = z.object(decision).refine(isWhole, whole);
export const reviewBatchBody = z.object({
  decisions: z
    .array(z.object({ item: z.uuid(), ...decision }).refine(isWhole, whole))
    .min(1)
    .max(100),
});

export const reviewDecided = z
  .object({
    /** What takes it back. */
    decision: z.uuid(),
    verdict: z.enum(reviewVerdicts),
    label: intentLabel.nullable(),
    /** How many examples it is about. */
    handoffs: count,
    /** The gap that they belong to now. */
    gap: gapId,
    /** Members of the item that are still undecided. */
    open: count,
    undone: z.boolean(),
    /** False: the ledger has it, but it does not show yet. */
    applied: z.boolean(),
  })
  .meta({ id: 'ReviewDecided' });
export const reviewBatchAnswer = z
  .object({
    results: z.array(
      z.object({
        item: z.uuid(),
        decided: reviewDecided.nullable(),
        problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
      }),
    ),
  })
  .meta({ id: 'ReviewBatch' });

export const reviewDecisionParams = z.object({ decision: z.uuid() });
export const reviewDecisionsQuery = z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) });
export const reviewDecisions = z
  .object({
    decisions: z.array(
      z.object({
        decision: z.uuid(),
        item: z.uuid(),
        at: instant,
        kind: z.enum(reviewKinds),
        verdict: z.enum(reviewVerdicts),
        label: intentLabel.nullable(),
        handoffs: count,
        gap: namedGap,
        undone: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'ReviewDecisions' });

export const reviewProgress = z
  .object({
    left: reviewLeft,
    /** By everybody, without second readings and what was taken back. */
    decided: z.object({
      decisions: count,
      examples: count,
      accepted: count,
      relabelled: count,
      rejected: count,
      split: count,
    }),
    byKind: z.array(z.object({ kind: z.enum(reviewKinds), decisions: count, examples: count })),
    /** Of the caller. */
    mine: z.object({ decisions: count, held: count }),
    /** Of examples that were decided as part of a core, those that were accepted as proposed; Wilson, 95 %. */
    cores: z.object({ kept: count, of: count, low: share, high: share }).nullable(),
    /** Share of decided examples that a second reader is shown. */
    secondShare: share,
    /** When the queue was last ordered; null: never. */
    asOf: instant.nullable(),
    /** Escalations that were looked for no gap yet. */
    waiting: count,
  })
  .meta({ id: 'ReviewProgress' });

export const reviewLabels = z
  .object({ labels: z.array(z.object({ label: z.string(), reviewed: count, resolved: count })) })
  .meta({ id: 'ReviewLabels' });

export const reviewAgreement = z
  .object({
    secondShare: share,
    /** Examples that two people have decided, each without seeing the other. */
    pairs: count,
    /** Share of pairs that agree; Cohen's kappa with 95 % interval. Null: chance alone would make all agree. */
    agreement: z.object({ observed: share, kappa: z.number(), low: z.number(), high: z.number() }).nullable(),
    waiting: count,
    /** Not settled yet, the newest first. */
    disagreements: z.array(
      z.object({ handoffKey, text: z.string().nullable(), gap: namedGap, first: said, second: said }),
    ),
  })
  .meta({ id: 'ReviewAgreement' });

export const reviewSettings = z.object({ secondShare: share }).meta({ id: 'ReviewSettings' });
