import { z } from 'zod';
import { actionDelayNames, callbackReasons } from './callbacks.js';
import { consentScopes } from './consent.js';
import { detectorNames } from './detectors.js';
import { exceptShape, filterShape } from './dimensions.js';
import {
  ackLevels,
  actionCauses,
  actionResults,
  evidenceKinds,
  outcomes,
  purposes,
  turnRoles,
} from './events.js';
import { namedGap } from './gaps.js';
import { rangeShape, zone } from './metric-answers.js';
import { metricNames } from './metrics.js';

const instant = z.iso.datetime();
const count = z.int().min(0);
const range = { from: rangeShape.from.optional(), to: rangeShape.to.optional() };

/** Saved views of the handoff list. `unanswered`: nobody accepted it, whether it ended or still waits. */
export const handoffViews = [
  'all',
  'waiting',
  'unanswered',
  'failed',
  'leaked',
  'starved',
  'called_back',
  'misrouted',
  'over_shared',
] as const;
export type HandoffView = (typeof handoffViews)[number];

const drill = {
  /** Opens the rows behind a number: the same predicate as the metric, its numerator or its denominator. */
  metric: z.enum(metricNames).optional(),
  /** Opens what a detector found, or what it was measured against. */
  detector: z.enum(detectorNames).optional(),
  part: z.enum(['numerator', 'denominator']).default('numerator'),
};

/** One cell of a heat map or a matrix. An hour of the wall clock is told in `zone` (default: UTC); 1 is Monday. */
const cell = {
  weekday: z.coerce.number().int().min(1).max(7).optional(),
  hour: z.coerce.number().int().min(0).max(23).optional(),
  zone: zone.optional(),
  ...exceptShape,
};

const page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** Opaque; from the last answer's `next`. */
  cursor: z.string().max(200).optional(),
};

export const handoffListQuery = z.object({
  ...range,
  ...filterShape,
  ...cell,
  ...drill,
  ...page,
  view: z.enum(handoffViews).default('all'),
  /** Exact conversation id, handoff id or customer reference. */
  search: z.string().max(200).optional(),
  gap: z.string().max(60).optional(),
  /** Called back, and put down to this. */
  callbackReason: z.enum([...callbackReasons, 'none']).optional(),
  delay: z.enum(actionDelayNames).optional(),
  order: z.enum(['newest', 'oldest', 'longest_wait']).default('newest'),
});

/** What the relay bar draws. Times are absolute; a missing one has not happened or is not known. */
export const relay = {
  episodeStartedAt: instant.nullable(),
  initiatedAt: instant,
  deliveredAt: instant.nullable(),
  acceptedAt: instant.nullable(),
  joinedAt: instant.nullable(),
  repliedAt: instant.nullable(),
  failedAt: instant.nullable(),
  firstActionAt: instant.nullable(),
  resolvedAt: instant.nullable(),
  endedAt: instant.nullable(),
  deadlineAt: instant.nullable(),
  leakAt: instant,
  callbackAt: instant.nullable(),
  timesAssumed: z.boolean(),
};

const action = z
  .object({
    key: z.string(),
    id: z.string().nullable(),
    kind: z.string().nullable(),
    description: z.string().nullable(),
    promised: z.boolean().nullable(),
    result: z.enum(actionResults).nullable(),
    cause: z.enum(actionCauses).nullable(),
    evidence: z.enum(evidenceKinds).nullable(),
    dueAt: instant.nullable(),
    recordedAt: instant.nullable(),
  })
  .meta({ id: 'Action' });

export const handoffSummary = z
  .object({
    key: z.string(),
    id: z.string().nullable(),
    conversationId: z.string().nullable(),
    source: z.string(),
    bot: z.string().nullable(),
    botVersion: z.string().nullable(),
    channel: z.string().nullable(),
    language: z.string().nullable(),
    segment: z.string().nullable(),
    purpose: z.enum(purposes),
    fromKind: z.string(),
    toKind: z.string(),
    fromQueue: z.string().nullable(),
    queue: z.string().nullable(),
    tier: z.string().nullable(),
    hop: count,
    reason: z.string().nullable(),
    reasons: z.array(z.string()),
    signal: z.string(),
    rule: z.string().nullable(),
    intent: z.string().nullable(),
    /** 0..1 */
    confidence: z.number().nullable(),
    failedCode: z.string().nullable(),
    priority: z.string().nullable(),
    /** `open`: nobody accepted it, and its times were assumed at import, so that nobody can be said to wait. */
    status: z.enum(['waiting', 'open', 'accepted', 'resolved', 'failed', 'ended']),
    leaked: z.boolean(),
    /** Null, as `contextPresent`: its source never says what travels with a handoff. */
    starved: z.boolean().nullable(),
    transferred: z.boolean(),
    reroutes: count,
    contextPresent: count.nullable(),
    contextRequired: count,
    /** Context fields that travelled beyond the consent that the handoff states. */
    overShared: z.array(z.string()),
    resolvedIntent: z.string().nullable(),
    callbackReasons: z.array(z.string()),
    actions: z.array(
      z.object({
        result: z.enum(actionResults).nullable(),
        dueAt: instant.nullable(),
        recordedAt: instant.nullable(),
      }),
    ),
    relay: z.object(relay),
  })
  .meta({ id: 'HandoffSummary' });

export const handoffListAnswer = z
  .object({
    total: count,
    items: z.array(handoffSummary),
    next: z.string().nullable(),
    watermark: instant.nullable(),
  })
  .meta({ id: 'HandoffList' });

export const handoffParams = z.object({
  key: z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be a handoff key'),
});

export const turn = z.object({
  at: instant,
  role: z.enum(turnRoles),
  /** Null when nothing was recorded, it was erased, or consent does not cover it. */
  text: z.string().nullable(),
  /** There are words that consent does not cover. */
  textWithheld: z.boolean(),
  intent: z.string().nullable(),
  confidence: z.number().nullable(),
  sentiment: z.number().nullable(),
  action: z.string().nullable(),
  failedCode: z.string().nullable(),
  /** Ledger entry of this turn. */
  entry: count,
});

/** One step of the story, oldest first; `entry` is its ledger index. */
export const step = z.object({
  at: instant,
  type: z.string(),
  what: z.string(),
  entry: count,
});

/** The ledger entry that an answer rests on, with its leaf hash in base64. */
export const receipt = z.object({ entry: count, leafHash: z.string() });

/** Three columns: what the bot knew, what travelled, what the human asked again or used. */
const contextField = z.object({
  name: z.string(),
  label: z.string(),
  required: z.boolean(),
  botKnew: z.boolean().nullable(),
  /** Null: the source never says what travels with a handoff. */
  travelled: z.boolean().nullable(),
  repeated: z.boolean(),
  /** It travelled beyond the consent that the handoff states. */
  overShared: z.boolean(),
  /** The value in words; null when nothing travelled, it was erased, or consent does not cover it. */
  value: z.string().nullable(),
  /** The scope that consent lacks, where there is a value that it does not cover. */
  withheld: z.enum(consentScopes).nullable(),
});

export const handoffAnswer = handoffSummary
  .extend({
    /** Names its conversation in `/api/conversations`. */
    conversationKey: z.string(),
    /** A sentence that tells it. */
    sentence: z.string(),
    reasonRaw: z.string().nullable(),
    customer: z.string().nullable(),
    erased: z.boolean(),
    /** Scopes that the customer's consent lacks, for which something is not shown here. */
    withheld: z.array(z.enum(consentScopes)),
    context: z.array(contextField),
    /** Characters of all that travelled, and whether its transcript is only a part (null: nobody can tell); null: not readable. */
    contextSize: z.object({ characters: count, cut: z.boolean().nullable() }).nullable(),
    requiredActions: z.array(action),
    resolution: z
      .object({
        outcome: z.string(),
        disposition: z.string().nullable(),
        steps: z.array(z.string()),
        words: z.string().nullable(),
        repeated: z.array(z.string()),
      })
      .nullable(),
    turns: z.array(turn),
    steps: z.array(step),
    acknowledgements: z.array(
      z.object({ level: z.enum(ackLevels), at: instant, by: z.string().nullable(), entry: count }),
    ),
    hops: z.array(
      z.object({
        key: z.string(),
        hop: count,
        queue: z.string().nullable(),
        initiatedAt: instant,
        status: z.string(),
      }),
    ),
    callback: z
      .object({
        at: instant,
        conversationKey: z.string(),
        conversationId: z.string().nullable(),
        source: z.string().nullable(),
        channel: z.string().nullable(),
        /** The first thing that the bot understood in it. */
        intent: z.string().nullable(),
        handoffKey: z.string().nullable(),
        reasons: z.array(z.string()),
        /** What shows each reason, in words. */
        evidence: z.array(z.object({ reason: z.enum(callbackReasons), words: z.string() })),
      })
      .nullable(),
    /** `alsoIn`: gaps that it belongs to as well. */
    gap: namedGap.extend({ alsoIn: z.array(namedGap) }).nullable(),
    receipt,
    watermark: instant.nullable(),
  })
  .meta({ id: 'Handoff' });

export const episodeListQuery = z.object({ ...range, ...filterShape, ...cell, ...drill, ...page });
export const listedEpisode = z.object({
  conversationKey: z.string(),
  conversationId: z.string().nullable(),
  episodeNo: count,
  source: z.string(),
  bot: z.string().nullable(),
  botVersion: z.string().nullable(),
  channel: z.string().nullable(),
  language: z.string().nullable(),
  intent: z.string().nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
  /** Null: it has not ended. */
  outcome: z.enum(outcomes).nullable(),
  eligible: z.boolean(),
  escalated: z.boolean(),
  reason: z.string().nullable(),
  customerTurns: count,
  botTurns: count,
  timesAssumed: z.boolean(),
  /** The handoff that ended it. */
  handoffKey: z.string().nullable(),
});
export const episodeListAnswer = z
  .object({
    total: count,
    items: z.array(listedEpisode),
    next: z.string().nullable(),
    watermark: instant.nullable(),
  })
  .meta({ id: 'EpisodeList' });
