import { z } from 'zod';
import { consentScopes } from './consent.js';
import { surveyKinds } from './events.js';
import { handoffSummary, listedEpisode, receipt, step, turn } from './handoffs.js';

const instant = z.iso.datetime();
const count = z.int().min(0);

export const conversationParams = z.object({
  key: z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be a conversation key'),
});

const survey = z.object({
  at: instant,
  kind: z.enum(surveyKinds),
  leg: z.enum(['bot', 'human']),
  score: z.number(),
  /** As the source states it. */
  scale: z.object({ min: z.number(), max: z.number() }).nullable(),
  entry: count,
});

/** Another conversation of the same customer. */
const contact = z.object({
  key: z.string(),
  conversationId: z.string().nullable(),
  source: z.string(),
  channel: z.string().nullable(),
  startedAt: instant,
  timesAssumed: z.boolean(),
  /** Of its last episode; `outcome` is null while that is open, or where no bot was responsible. */
  intent: z.string().nullable(),
  outcome: listedEpisode.shape.outcome,
  /** In order; the first ten at most. */
  handoffs: z.array(handoffSummary),
});

/** The ten nearest, newest first, of so many. */
const contacts = z.object({ total: count, items: z.array(contact) });

export const conversationAnswer = z
  .object({
    key: z.string(),
    conversationId: z.string().nullable(),
    source: z.string(),
    channel: z.string().nullable(),
    language: z.string().nullable(),
    segment: z.string().nullable(),
    customer: z.string().nullable(),
    startedAt: instant,
    lastAt: instant,
    erased: z.boolean(),
    /** Scopes that the customer's consent lacks, for which something is not shown here. */
    withheld: z.array(z.enum(consentScopes)),
    episodes: z.array(
      listedEpisode.extend({
        /** What the outcome was judged by, and the ledger entry that says it; null while nothing has ended it. */
        judgedBy: z.object({ words: z.string(), entry: count.nullable() }),
      }),
    ),
    turns: z.array(turn),
    steps: z.array(step),
    surveys: z.array(survey),
    handoffs: z.array(handoffSummary),
    /** The customer's conversations after and before it. Null: the customer is not named here. */
    contacts: z.object({ later: contacts, earlier: contacts }).nullable(),
    /** Of its first event. */
    receipt,
    watermark: instant.nullable(),
  })
  .meta({ id: 'Conversation' });

const vconParts = z.array(z.record(z.string(), z.unknown()));
/** An IETF vCon, syntax 0.4.0. */
export const conversationVcon = z
  .object({
    vcon: z.string(),
    uuid: z.uuid(),
    created_at: instant,
    subject: z.string().optional(),
    parties: vconParts,
    dialog: vconParts,
    analysis: vconParts,
  })
  .meta({ id: 'ConversationVcon' });
