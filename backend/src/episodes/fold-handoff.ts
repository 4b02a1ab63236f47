import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { Pub } from '../ledger/open-fields.js';
import { countContext } from './context.js';
import { compareEvents } from './order.js';
import type { HandoffRow, Key } from './rows.js';
import { finalFailure } from './story.js';
import type { Hop } from './stretch.js';

/** Horizon of a handoff without a deadline. */
export const leakAfterMs = 24 * 3_600_000;

type Acknowledged = Pick<
  HandoffRow,
  'delivered_at' | 'accepted_at' | 'joined_at' | 'replied_at' | 'taken_at' | 'failed_at' | 'failed_reason'
>;

/** One handoff's row; what comes from its actions and from later contacts is filled in by their folds. */
export function foldHandoff(
  hop: Hop,
  owner: { customer_key: Key; conversation_key: Key },
  episodeNo: number | null,
): HandoffRow {
  const { story, understood } = hop;
  const { initiated } = story;
  const { pub, at } = initiated;
  const resolved = readResolution(hop);
  return {
    source: initiated.source,
    handoff_key: story.key,
    handoff_id: textOf(initiated.event?.data.handoff_id),
    episode_no: episodeNo,
    chain_key: hop.chain[0]?.story.key ?? story.key,
    hop: hop.hop,
    intent: understood.intent,
    confidence_bp: understood.confidence_bp,
    sentiment_bp: understood.sentiment_bp,
    failed_code: understood.failed_code,
    initiated_at: at,
    reroutes: story.followed.filter((event) => event.type === 'handoff.rerouted').length,
    first_action_at: resolved.resolved_at,
    ended_at: earliest([resolved.resolved_at, hop.endedAt]),
    leak_at: pub.deadline ?? at + leakAfterMs,
    transferred: hop.transferred,
    actions_required: 0,
    actions_correct: 0,
    actions_wrong: 0,
    judged_due_at: null,
    chain_hops: hop.hop === 1 ? hop.chain.length : null,
    idle_seconds: null,
    handle_seconds: null,
    again_at: null,
    offloaded_at: null,
    assist: null,
    callback_at: null,
    callback_key: null,
    callback_reasons: [],
    contact_kind: null,
    times_assumed: [initiated, ...story.followed, ...story.recorded].some((event) => event.pub.assumed === 1),
    // Last: after a spread V8 adds every named member by a slow path, here 130 µs instead of 2.
    ...owner,
    ...hop.profile,
    ...sent(pub),
    ...countContext(pub.purpose ?? 'escalation', pub.context ?? []),
    ...readAcknowledgements(hop),
    ...resolved,
    ...readHelp(hop),
  };
}

function sent(pub: Pub) {
  const reasons = pub.reasons ?? [];
  return {
    purpose: pub.purpose ?? 'escalation',
    from_kind: pub.from_kind ?? 'system',
    to_kind: pub.to_kind ?? 'system',
    from_queue: pub.from_queue ?? null,
    queue: pub.queue ?? null,
    skill: pub.skill ?? null,
    tier: pub.tier ?? null,
    reason: reasons[0] ?? null,
    reasons,
    signal: pub.signal ?? 'explicit',
    rule: pub.rule ?? null,
    proactive: isProactive(pub),
    priority: pub.priority ?? null,
    consent_scopes: pub.scopes ?? null,
    notified: pub.notified ?? null,
    fallback: pub.fallback ?? null,
    context_fields: pub.context ?? [],
    deadline_at: pub.deadline ?? null,
  } as const;
}

/** As the source says; else an escalation is proactive when it has known reasons, none of them a request. */
function isProactive(pub: Pub): boolean | null {
  if (pub.proactive !== undefined) return pub.proactive;
  const known = (pub.reasons ?? []).filter((reason) => reason !== 'unknown');
  if (pub.purpose !== 'escalation' || known.length === 0) return null;
  return !known.includes('customer_request');
}

function readAcknowledgements(hop: Hop): Acknowledged {
  const { initiated, followed } = hop.story;
  // A receiver whose clock runs behind acknowledges at once, never before.
  const level = (type: LedgerEvent['type']) =>
    timeAfter(initiated, followed.find((event) => event.type === type) ?? null);
  const acks = {
    delivered_at: level('handoff.delivered'),
    accepted_at: level('handoff.accepted'),
    joined_at: level('handoff.joined'),
    replied_at: earliest([level('handoff.replied'), timeAfter(initiated, hop.firstHumanTurn)]),
  };
  const failure = finalFailure(followed);
  const failed = failure && !(hop.lastHumanTurn && compareEvents(hop.lastHumanTurn, failure) > 0);
  return {
    taken_at: earliest([acks.accepted_at, acks.joined_at, acks.replied_at, level('handoff.resolved')]),
    failed_at: failed ? timeAfter(initiated, failure) : null,
    failed_reason: failed ? (failure.pub.reason ?? null) : null,
    ...acks,
  };
}

/** Where a source records no turns, its word that somebody replied is the first help. */
function readHelp({ story, firstHumanTurn, firstHelp, botLastAt }: Hop) {
  const { initiated, followed } = story;
  const joined = followed.filter((event) => event.type === 'handoff.joined');
  const replied = followed.find((event) => event.type === 'handoff.replied') ?? null;
  return {
    readback: joined.length === 0 ? null : joined.some((event) => event.pub.readback === true),
    helped_at: timeAfter(initiated, firstHumanTurn ? firstHelp : replied),
    bot_last_at: botLastAt,
  };
}

/** The last word about how it ended, at the time of the first. */
function readResolution(hop: Hop) {
  const { initiated, followed } = hop.story;
  const all = followed.filter((event) => event.type === 'handoff.resolved');
  const pub = all.at(-1)?.pub;
  return {
    resolved_at: timeAfter(initiated, all[0] ?? null),
    resolution: pub?.outcome ?? null,
    resolved_intent: pub?.intent ?? null,
    disposition: pub?.disposition ?? null,
    repeated: pub?.repeated?.length ?? null,
  };
}

/**
 * Whether the handoff came to nothing: it failed and nobody took it afterwards, or it ended before anybody
 * took it. Who replies or resolves after the end has served the customer all the same.
 */
export function isLost(row: HandoffRow): boolean {
  if (row.failed_at !== null) return true;
  if (row.to_kind === 'bot' || row.ended_at === null) return false;
  if (row.replied_at !== null || row.resolved_at !== null) return false;
  return row.taken_at === null || row.taken_at > row.ended_at;
}

/** Times of facts about a handoff never lie before it. */
function timeAfter(initiated: LedgerEvent, event: LedgerEvent | null): number | null {
  return event && Math.max(event.at, initiated.at);
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
