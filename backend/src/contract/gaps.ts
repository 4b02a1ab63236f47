import { z } from 'zod';
import { gapDecisionKinds } from './event-types.js';
import { timestamp } from './events.js';
import { gapTypes } from './gap-types.js';

const instant = z.iso.datetime();
const count = z.int().min(0);

export const gapStatuses = [
  'new',
  'reviewed',
  'proposed',
  'approved',
  'released',
  'verified',
  'regressed',
  'dismissed',
] as const;

export const gapId = z.string().regex(/^g[a-z0-9]{6,20}$/, 'must be a gap id');

/** A gap that something leads to. */
export const namedGap = z.object({ id: gapId, name: z.string() });

export const gapSummary = z
  .object({
    id: gapId,
    name: z.string(),
    /** Named by a person, else by its terms. */
    named: z.boolean(),
    terms: z.array(z.string()),
    type: z.enum(gapTypes),
    status: z.enum(gapStatuses),
    /** Escalations in it within the asked range, and in all. */
    size: count,
    total: count,
    /** Escalations per week, oldest first, over the last 13 weeks before the range's end. */
    weekly: z.array(count),
    /** Change of the last 28 days against the 28 before, as a rate ratio with 95 % interval; null when too few. */
    trend: z
      .object({
        ratio: z.number(),
        low: z.number(),
        high: z.number(),
        /** Of this gap alone, and (rate of false discoveries) among all gaps. */
        p: z.number(),
        q: z.number(),
        /** Negative binomial: the weeks scatter more than chance explains. */
        model: z.enum(['poisson', 'negative_binomial']),
      })
      .nullable(),
    firstAt: instant,
    lastAt: instant,
    /** Since its first escalation. */
    ageDays: count,
    /** Twelve weeks old, there nearly every week, not falling, resolved the same way, one of few that make half of all. */
    forEver: z.boolean(),
    /** Escalations since the last release of the bot, and in as much time before it. */
    sinceRelease: z
      .object({ bot: z.string(), version: z.string(), at: instant, count, before: count })
      .nullable(),
    /** Most common bot intent and resolved intent, with their shares. */
    botIntent: z.object({ name: z.string(), share: z.number() }).nullable(),
    resolvedIntent: z.object({ name: z.string(), share: z.number() }).nullable(),
    /** Share of its escalations that a human resolved. */
    resolvedShare: z.number().nullable(),
    /** How consistently humans resolve it: share of the most common resolved intent; 0.5 where nobody said. */
    consistency: z.number(),
    /** By the cost rates, else in hours of human work, else one each. */
    cost: z.object({
      basis: z.enum(['money', 'hours', 'count']),
      currency: z.string().nullable(),
      perEscalation: z.number(),
      /** Of those in the range. */
      total: z.number(),
    }),
    /** Volume in the range × cost × consistency, and its 95 % interval from the volume (Byar). */
    priority: z.number(),
    priorityInterval: z.object({ low: z.number(), high: z.number() }),
    languages: z.array(z.string()),
    /** Its circle on the map, in units in which the areas of all circles add up to π; null until it is laid out. */
    place: z.object({ x: z.number(), y: z.number(), radius: z.number() }).nullable(),
  })
  .meta({ id: 'GapSummary' });

export const gapListQuery = z.object({
  from: timestamp.optional(),
  to: timestamp.optional(),
  status: z.enum(gapStatuses).optional(),
  type: z.enum(gapTypes).optional(),
  includeDismissed: z.stringbool().default(false),
});
export const gapListAnswer = z
  .object({
    gaps: z.array(gapSummary),
    /** Escalations looked at, in some gap, and in none (too unlike the others). */
    escalations: z.object({ total: count, inGaps: count, noise: count, withoutText: count }),
    run: z
      .object({
        at: instant,
        seconds: z.number(),
        escalations: count,
        algorithm: z.string(),
        /** Model whose vectors were used beside the words; null for words alone. */
        embeddings: z.string().nullable(),
        /** Why the embeddings endpoint gave less than it was asked for; null when it gave all, or is not set. */
        embeddingsFailure: z.string().nullable(),
      })
      .nullable(),
    watermark: instant.nullable(),
  })
  .meta({ id: 'GapList' });

/** Escalations that the map shows at most; of more, a sample. */
export const mostPoints = 50_000;
export const gapMapQuery = z.object({ from: timestamp.optional(), to: timestamp.optional() });

export const gapRunEvents = ['new', 'continued', 'split', 'merged', 'retired'] as const;

const share = z.number().min(0).max(1);
const passage = z.object({ id: gapId, shared: count, shareOfParent: share, shareOfChild: share });
const place = z.object({ gap: gapId, run: z.int() });
/** The gap and its kin, at every run that changed one of them; oldest first. */
export const lineageGraph = z
  .object({
    nodes: z.array(
      z.object({
        gap: gapId,
        name: z.string(),
        run: z.int(),
        at: instant,
        event: z.enum(gapRunEvents),
        /** Escalations in it after the run. */
        size: count,
      }),
    ),
    edges: z.array(
      z.object({
        from: place,
        to: place,
        /** Null: the same gap, continued. */
        shared: count.nullable(),
        shareOfParent: share.nullable(),
        shareOfChild: share.nullable(),
      }),
    ),
  })
  .meta({ id: 'GapLineage' });

/** What humans do and know that the bot does not. */
const difference = z.object({
  /** Steps of humans, and how often the bot took the same. */
  steps: z.array(z.object({ step: z.string(), human: count, bot: count })),
  onlyHuman: z.array(z.string()),
  onlyBot: z.array(z.string()),
  /** What humans speak of, and customers do not. */
  knowledge: z.array(z.string()),
});

/** A fact about the gap's escalations, and whether the type rests on it. */
const gapFact = z.object({
  fact: z.string(),
  count,
  /** Escalations that can say. */
  of: count,
  share: share.nullable(),
  forType: z.boolean(),
});

export const gapParams = z.object({ id: gapId });

/** Who proposes titles when asked, null for nobody, and the proposal about which nobody has decided yet. */
export const gapTitle = z
  .object({
    model: z.string().nullable(),
    proposed: z.object({ title: z.string(), model: z.string(), at: instant }).nullable(),
  })
  .meta({ id: 'GapTitle' });

export const gapAnswer = gapSummary
  .extend({
    /** Escalations of other gaps that belong to this one as well. */
    also: count,
    examples: z.array(
      z.object({
        handoffKey: z.string(),
        at: instant,
        /** The customer's words, personal data masked. */
        text: z.string(),
        language: z.string().nullable(),
        botIntent: z.string().nullable(),
        confidence: z.number().nullable(),
        failedCode: z.string().nullable(),
        resolvedIntent: z.string().nullable(),
        /** 0..1, nearness to the gap's centre. */
        centrality: z.number(),
        /** Other gaps that it belongs to as well: it has several needs. */
        alsoIn: z.array(namedGap),
      }),
    ),
    /** What the bot tried. */
    bot: z.object({
      intents: z.array(z.object({ name: z.string(), count })),
      failures: z.array(z.object({ code: z.string(), count })),
      reasons: z.array(z.object({ name: z.string(), count })),
      /** What it did before the handoff. */
      actions: z.array(z.object({ name: z.string(), count })),
      medianActions: z.number().nullable(),
      medianConfidence: z.number().nullable(),
    }),
    /** What humans did. */
    human: z.object({
      resolvedIntents: z.array(z.object({ name: z.string(), count })),
      dispositions: z.array(z.object({ name: z.string(), count })),
      steps: z.array(z.object({ step: z.string(), count })),
      words: z.array(z.string()),
      medianSteps: z.number().nullable(),
    }),
    difference,
    evidence: z.array(gapFact),
    where: z.object({
      bots: z.array(z.object({ name: z.string(), count })),
      queues: z.array(z.object({ name: z.string(), count })),
      channels: z.array(z.object({ name: z.string(), count })),
      languages: z.array(z.object({ name: z.string(), count })),
    }),
    neighbours: z.array(
      z.object({ id: gapId, name: z.string(), similarity: z.number(), terms: z.array(z.string()) }),
    ),
    lineage: z.array(
      z.object({
        at: instant,
        event: z.enum([...gapRunEvents, ...gapDecisionKinds]),
        detail: z.string(),
        /** Gaps that its escalations came from, and went to, at this run. */
        parents: z.array(passage),
        children: z.array(passage),
      }),
    ),
    lineageGraph,
    /** What people decided about it, newest first. */
    decisions: z.array(
      z.object({
        /** To take it back by. */
        id: z.string(),
        kind: z.enum(gapDecisionKinds),
        at: instant,
        gap: gapId,
        /** Merged into, split off, moved from. */
        otherGap: gapId.nullable(),
        /** A name, or a reason. */
        words: z.string().nullable(),
        /** Handoffs that it is about. */
        handoffs: count,
        withdrawn: z.boolean(),
        /** The decision that it takes back. */
        withdraws: z.string().nullable(),
      }),
    ),
    suggestedIntent: z.string(),
    watermark: instant.nullable(),
  })
  .meta({ id: 'Gap' });

/** Key of a handoff, as lists and examples give it. */
export const handoffKey = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be the key of a handoff');
/** An entry of the ledger names them all. */
const handoffs = z.array(handoffKey).min(1).max(500);

export const gapMergeBody = z.object({ into: gapId });
export const gapSplitBody = z.object({ handoffs });
export const gapMoveBody = z.object({
  handoffs,
  /** The gap that they leave; absent: all in which they are. */
  from: gapId.optional(),
});
export const gapJudgeBody = z.object({ handoffs, verdict: z.enum(['accepted', 'rejected']) });
export const gapDecisionParams = z.object({ id: gapId, decision: z.uuid() });
export const gapDecided = z
  .object({
    /** What takes it back; of a decision that was made before, that one's. */
    decision: z.string().nullable(),
    /** False: the ledger has it, but it does not show yet. */
    applied: z.boolean(),
    /** The gaps that it is about, as far as something is in them. */
    gaps: z.array(gapSummary),
  })
  .meta({ id: 'GapDecided' });

export const gapNameBody = z.object({ name: z.string().trim().min(1).max(120) });
export const gapDismissBody = z.object({ reason: z.string().trim().min(1).max(500) });
