import { z } from 'zod';
import type { EventType, IncomingType } from './event-types.js';
import './plain-words.js';

/**
 * The wire format: CloudEvents 1.0 JSON. `(source, id)` identifies an event for ever, `subject` is the
 * conversation id, `time` is when it happened. Field by field, `openPointers` says what may stand readable
 * in the ledger for ever; everything else is personal: committed, encrypted, erasable.
 */

/** Characters that a label (a queue, an intent, a bot) may hold: no control characters, no line breaks. */
const label = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u, 'must not contain control characters');
const identifier = z.string().min(1).max(200);
/** Words of people; committed in the ledger, never contained in its entries. */
const prose = z.string().max(200_000);
export const sourcePattern = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/;
export const eventIdPattern = /^[\x21-\x7e]{1,200}$/;
/** A product's own decisions come from this source; nobody else may use it. */
export const ownSource = 'baton';

const probability = z.number().min(0).max(1);
/** Kept in thousandths. */
const score = z.number().min(-1_000_000).max(1_000_000);
const polarity = z.number().min(-1).max(1);
/** RFC 3339 time between 1970 and 2200. */
export const timestamp = z.iso.datetime({ offset: true }).refine((text) => {
  const year = new Date(text).getUTCFullYear();
  return year >= 1970 && year < 2200;
}, 'must lie between 1970 and 2200');

export const turnRoles = ['customer', 'bot', 'human', 'system'] as const;
export const partyKinds = ['bot', 'human', 'system'] as const;
export const purposes = ['escalation', 'success', 'return', 'transfer'] as const;
export const reasons = [
  'sentiment_shift',
  'low_confidence',
  'policy_rule',
  'customer_request',
  'complexity',
  'action_failed',
  'no_match',
  'out_of_scope',
  'capacity',
  'unknown',
] as const;
export const signals = ['explicit', 'inferred'] as const;
export const outcomes = [
  'self_served_confirmed',
  'self_served_assumed',
  'abandoned',
  'handed_off',
  'handoff_failed',
] as const;
export const actionResults = ['correct', 'incorrect', 'omitted', 'late', 'not_due', 'unknown'] as const;
export const actionCauses = [
  'context_missing',
  'context_wrong',
  'compressed',
  'misrouted',
  'agent_error',
  'system_error',
  'customer_changed_mind',
] as const;
export const evidenceKinds = ['system', 'api', 'reviewer'] as const;
export const ackLevels = ['delivered', 'accepted', 'joined', 'replied'] as const;
export const surveyKinds = ['csat', 'ces1', 'ces2', 'nps', 'lsat'] as const;
export const priorities = ['low', 'normal', 'high', 'urgent'] as const;

const failedAction = z.object({ code: label, name: label.optional() }).loose();
const party = z
  .object({
    kind: z.enum(partyKinds),
    id: identifier.optional(),
    queue: label.optional(),
    skill: label.optional(),
    tier: label.optional(),
  })
  .loose();
const customer = z.object({ id: identifier }).loose();
const summary = z
  .object({
    situation: prose.optional(),
    background: prose.optional(),
    assessment: prose.optional(),
    recommendation: prose.optional(),
  })
  .loose();
const context = z
  .object({
    identity: z.object({ verified: z.boolean().optional() }).loose().optional(),
    summary: summary.optional(),
    intent: label.optional(),
    confidence: probability.optional(),
    sentiment: polarity.optional(),
    entities: z.record(z.string().max(120), z.unknown()).optional(),
    transcript: z.union([prose, z.array(z.unknown())]).optional(),
    attempts: z.array(z.unknown()).max(100).optional(),
    failed_action: failedAction.optional(),
    sources: z.array(z.unknown()).max(100).optional(),
    phone: z.string().max(60).optional(),
  })
  .loose();
const requiredAction = z
  .object({
    id: identifier,
    kind: label.optional(),
    description: prose.optional(),
    due: timestamp.optional(),
    promised: z.boolean().optional(),
  })
  .loose();
const resolution = z
  .object({
    outcome: z.enum(['resolved', 'unresolved', 'abandoned']),
    intent: label.optional(),
    disposition: label.optional(),
    steps: z.array(prose).max(100).optional(),
    words: prose.optional(),
    repeated: z.array(label).max(50).optional(),
  })
  .loose();

/** What each event type carries in `data`. Unknown fields are kept, as personal ones. */
export const eventData = {
  'conversation.started': z
    .object({
      bot: label.optional(),
      bot_version: label.optional(),
      channel: label.optional(),
      language: label.optional(),
      segment: label.optional(),
      initiated_by: z.enum(['customer', 'business']).optional(),
      customer: customer.optional(),
    })
    .loose(),
  'turn.recorded': z
    .object({
      role: z.enum(turnRoles),
      text: prose.optional(),
      intent: label.optional(),
      confidence: probability.optional(),
      sentiment: polarity.optional(),
      /** What the speaker did with this turn. A human's `greeting` or `hold` is not yet help. */
      action: label.optional(),
      failed_action: failedAction.optional(),
      /** The customer asks for a human. */
      requests_human: z.boolean().optional(),
      sources: z.array(z.unknown()).max(100).optional(),
      model: label.optional(),
    })
    .loose(),
  'conversation.ended': z
    .object({
      by: z.enum(['customer', 'bot', 'human', 'system']).optional(),
      /** `no`: it ended without the customer being served. Absent: nobody knows, counted as abandoned. */
      resolved: z.enum(['confirmed', 'assumed', 'no']).optional(),
    })
    .loose(),
  'handoff.initiated': z
    .object({
      handoff_id: identifier,
      purpose: z.enum(purposes),
      from: party,
      to: party,
      reasons: z.array(z.enum(reasons)).min(1).max(10).optional(),
      reason_raw: prose.optional(),
      signal: z.enum(signals).optional(),
      rule: label.optional(),
      proactive: z.boolean().optional(),
      context: context.optional(),
      required_actions: z.array(requiredAction).max(100).optional(),
      priority: z.enum(priorities).optional(),
      consent_scopes: z.array(label).max(50).optional(),
      deadline: timestamp.optional(),
      customer_notified: z.boolean().optional(),
      fallback: label.optional(),
      customer: customer.optional(),
    })
    .loose(),
  'handoff.delivered': z.object({ handoff_id: identifier.optional() }).loose(),
  'handoff.accepted': z
    .object({
      handoff_id: identifier.optional(),
      by: identifier.optional(),
      queue: label.optional(),
      /** Of whoever has it now. */
      skills: z.array(label).max(50).optional(),
    })
    .loose(),
  'handoff.joined': z
    .object({
      handoff_id: identifier.optional(),
      by: identifier.optional(),
      queue: label.optional(),
      skills: z.array(label).max(50).optional(),
      readback: z.record(z.string().max(120), z.unknown()).optional(),
    })
    .loose(),
  'handoff.replied': z
    .object({ handoff_id: identifier.optional(), by: identifier.optional(), queue: label.optional() })
    .loose(),
  'handoff.failed': z
    .object({
      handoff_id: identifier.optional(),
      reason: label.optional(),
      path: label.optional(),
      next_path: label.optional(),
    })
    .loose(),
  'handoff.rerouted': z
    .object({
      handoff_id: identifier.optional(),
      reason: label.optional(),
      path: label.optional(),
      next_path: label.optional(),
    })
    .loose(),
  'action.recorded': z
    .object({
      handoff_id: identifier.optional(),
      action_id: identifier,
      kind: label.optional(),
      description: prose.optional(),
      result: z.enum(actionResults),
      cause: z.enum(actionCauses).optional(),
      by: identifier.optional(),
      evidence: z.enum(evidenceKinds),
      due: timestamp.optional(),
      /** With evidence `reviewer`: takes back what reviewers said about this action before. */
      withdrawn: z.literal(true).optional(),
    })
    .loose(),
  'handoff.resolved': z.object({ handoff_id: identifier.optional(), resolution }).loose(),
  'survey.recorded': z
    .object({
      kind: z.enum(surveyKinds),
      score,
      scale: z.object({ min: score, max: score }).optional(),
      leg: z.enum(['bot', 'human']),
    })
    .loose(),
  'consent.changed': z.object({ scopes: z.array(label).max(50), party: label.optional() }).loose(),
  'bot.released': z
    .object({
      bot: label,
      version: label,
      dataset_version: label.optional(),
      improvements: z.array(label).max(100).optional(),
    })
    .loose(),
} as const satisfies Record<IncomingType, z.ZodType>;

/** Longest text of one event in bytes, and most events in one request. */
export const limits = {
  eventBytes: 1 << 20,
  requestBytes: 32 << 20,
  requestEvents: 10_000,
  depth: 32,
} as const;

/** The CloudEvents attributes of one incoming event; `data` is checked by `eventData[type]`. */
export const cloudEvent = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().regex(eventIdPattern, 'must be 1 to 200 printable ASCII characters without spaces'),
    source: z
      .string()
      .regex(sourcePattern, 'must be a slug of letters, digits and . _ : / - (at most 128 characters)'),
    type: z.string(),
    subject: identifier.optional(),
    time: timestamp,
    datacontenttype: z.string().optional(),
    dataschema: z.string().optional(),
    /** Extension: orders events that carry the same time. */
    sequence: z
      .string()
      .max(15)
      .regex(/^[0-9]+$/, 'must be digits')
      .optional(),
    /** Extension: the source has no clock; `time` was assumed at import. Such times are never measured. */
    timeassumed: z.boolean().optional(),
    /** Extension: id of the event of the same source and conversation that this one corrects. */
    supersedes: z.string().regex(eventIdPattern, 'must be the id of an event').optional(),
    /**
     * Extensions of sources that send a record again when it changes: of the events of one `record` of a conversation,
     * only those of the highest `revision` hold, whatever came first.
     */
    record: identifier.optional(),
    revision: z
      .string()
      .max(15)
      .regex(/^[0-9]+$/, 'must be digits')
      .optional(),
    data: z.unknown(),
  })
  .refine((event) => event.supersedes !== event.id, {
    path: ['supersedes'],
    error: 'cannot be the event itself',
  })
  .refine((event) => (event.record === undefined) === (event.revision === undefined), {
    path: ['revision'],
    error: 'record and revision come together',
  })
  .loose()
  .meta({ id: 'CloudEvent' });

export interface CloudEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: EventType;
  subject?: string;
  time: string;
  sequence?: string;
  timeassumed?: boolean;
  supersedes?: string;
  record?: string;
  revision?: string;
  data: Record<string, unknown>;
  [extension: string]: unknown;
}
export type DataOf<T extends IncomingType> = z.infer<(typeof eventData)[T]>;
