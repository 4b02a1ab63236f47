import type { z } from 'zod';
import type { handoffSummary } from '../contract/handoffs.js';
import type { HandoffFacts } from './handoff-facts.js';
import { relayTimes } from './relay-times.js';

type Summary = z.output<typeof handoffSummary>;
type Result = Summary['actions'][number]['result'];

export const textKey = (key: Buffer): string => key.toString('base64url');
const iso = (time: Date): string => time.toISOString();
const maybeIso = (time: Date | null): string | null => time?.toISOString() ?? null;
/** Times inside JSON that Postgres made carry its own notation. */
const isoText = (text: string | null): string | null => (text === null ? null : iso(new Date(text)));

/** Where a handoff stands; one that a bot or a system received needs nobody to accept it. */
export function statusOf(row: HandoffFacts): Summary['status'] {
  if (row.resolved_at) return 'resolved';
  if (row.failed_at) return 'failed';
  if (row.ended_at) return 'ended';
  if (row.taken_at || row.to_kind !== 'human') return 'accepted';
  return row.times_assumed ? 'open' : 'waiting';
}

/** A row of the list. */
export function summarise(row: HandoffFacts): Summary {
  return {
    key: textKey(row.handoff_key),
    id: row.handoff_id,
    conversationId: row.conversation_id,
    source: row.source,
    bot: row.bot,
    botVersion: row.bot_version,
    channel: row.channel,
    language: row.language,
    segment: row.segment,
    purpose: row.purpose,
    fromKind: row.from_kind,
    toKind: row.to_kind,
    fromQueue: row.from_queue,
    queue: row.queue,
    tier: row.tier,
    hop: row.hop,
    reason: row.reason,
    reasons: row.reasons,
    signal: row.signal,
    rule: row.rule,
    intent: row.intent,
    confidence: row.confidence_bp === null ? null : row.confidence_bp / 10_000,
    failedCode: row.failed_code,
    priority: row.priority,
    status: statusOf(row),
    leaked: row.leaked,
    starved: row.starved,
    transferred: row.transferred,
    reroutes: row.reroutes,
    contextPresent: row.context_present,
    contextRequired: row.context_required,
    overShared: row.over_shared,
    resolvedIntent: row.resolved_intent,
    callbackReasons: row.callback_reasons,
    actions: row.actions.map(({ result, due_at, recorded_at }) => ({
      result: result as Result,
      dueAt: isoText(due_at),
      recordedAt: isoText(recorded_at),
    })),
    relay: { leakAt: iso(row.leak_at), callbackAt: maybeIso(row.callback_at), ...relayTimes(row) },
  };
}
