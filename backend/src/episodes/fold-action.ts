import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { ActionRow, HandoffRow, Key, Profile } from './rows.js';
import type { Stories, Story } from './story.js';

const wrong = new Set(['incorrect', 'omitted', 'late']);
const carriedOut = new Set(['correct', 'incorrect', 'late']);

/** What an action without a handoff takes from its conversation. */
export interface ActionOwner extends Profile {
  customer_key: Key;
  conversation_key: Key;
}

/**
 * What had to be done after each handoff, and what became of it. Within one chain of hops an action keeps its
 * identity and stays with the handoff that first asked for it; a follow-up that nobody asked for beforehand
 * counts for the handoff it was done after. The last result that was recorded holds, whoever recorded it: a system
 * that speaks after a reviewer is believed, and a reviewer who speaks after a system is too.
 * Counts and the time of the first action are added to `handoffs`.
 */
export function foldActions(
  stories: Stories,
  handoffs: ReadonlyMap<Key, HandoffRow>,
  owner: ActionOwner,
): ActionRow[] {
  const rows = requiredActions(stories, handoffs);
  const withdrawn = findWithdrawn([...stories.of.keys(), ...stories.unowned]);
  for (const [event, story] of stories.of) {
    const handoff = handoffs.get(story.key);
    const key = event.link.action;
    if (event.type !== 'action.recorded' || key === undefined || !handoff || withdrawn.has(event)) continue;
    const name = nameIn(handoff, key);
    const row = rows.get(name) ?? actionOf(handoff, key);
    rows.set(name, record(row, event));
    for (const one of [handoff, handoffs.get(row.handoff_key ?? '')]) noteAction(one, event);
  }
  for (const event of stories.unowned) {
    const key = event.link.action;
    if (key === undefined || withdrawn.has(event)) continue;
    const row = rows.get(key) ?? looseAction(owner, event, key);
    rows.set(key, { ...record(row, event), anchor_at: event.at });
  }
  const actions = [...rows.values()];
  for (const action of actions) countAction(handoffs.get(action.handoff_key ?? ''), action);
  return actions;
}

const isReviewed = ({ pub }: LedgerEvent) => pub.evidence === 'reviewer';

/**
 * What reviewers took back, and the taking back itself; events in order. What others said about the action stands
 * as if no reviewer had spoken.
 */
function findWithdrawn(events: readonly LedgerEvent[]): Set<LedgerEvent> {
  const withdrawn = new Set<LedgerEvent>();
  const spoken = new Map<string, LedgerEvent[]>();
  for (const event of events) {
    if (event.type !== 'action.recorded' || !isReviewed(event)) continue;
    const name = `${event.link.handoff ?? ''} ${event.link.action ?? ''}`;
    const before = spoken.get(name) ?? [];
    if (event.pub.withdrawn) for (const one of [...before, event]) withdrawn.add(one);
    spoken.set(name, event.pub.withdrawn ? [] : [...before, event]);
  }
  return withdrawn;
}

const nameIn = (handoff: HandoffRow, action: Key) => `${handoff.chain_key} ${action}`;

function requiredActions(stories: Stories, handoffs: ReadonlyMap<Key, HandoffRow>): Map<string, ActionRow> {
  const rows = new Map<string, ActionRow>();
  for (const story of stories.byKey.values()) {
    const handoff = handoffs.get(story.key);
    if (!handoff) continue;
    for (const row of requiredBy(story, handoff)) {
      const name = nameIn(handoff, row.action_key);
      if (!rows.has(name)) rows.set(name, row);
    }
  }
  return rows;
}

function requiredBy(story: Story, handoff: HandoffRow): ActionRow[] {
  const { pub, link } = story.initiated;
  return (link.actions ?? []).map((key, index) => {
    const asked = pub.actions?.[index];
    return {
      ...actionOf(handoff, key),
      kind: asked?.kind ?? null,
      promised: asked?.promised ?? null,
      due_at: asked?.due ?? null,
    };
  });
}

function record(row: ActionRow, { pub, at }: LedgerEvent): ActionRow {
  return {
    ...row,
    kind: pub.kind ?? row.kind,
    result: pub.result ?? row.result,
    cause: pub.cause ?? null,
    evidence: pub.evidence ?? null,
    due_at: pub.due ?? row.due_at,
    recorded_at: at,
  };
}

const unrecorded = {
  kind: null,
  promised: null,
  result: null,
  cause: null,
  evidence: null,
  due_at: null,
  recorded_at: null,
} as const;

function actionOf(handoff: HandoffRow, key: Key): ActionRow {
  return {
    customer_key: handoff.customer_key,
    conversation_key: handoff.conversation_key,
    action_key: key,
    handoff_key: handoff.handoff_key,
    source: handoff.source,
    bot: handoff.bot,
    bot_version: handoff.bot_version,
    channel: handoff.channel,
    language: handoff.language,
    segment: handoff.segment,
    intent: handoff.intent,
    queue: handoff.queue,
    reason: handoff.reason,
    tier: handoff.tier,
    priority: handoff.priority,
    purpose: handoff.purpose,
    signal: handoff.signal,
    anchor_at: handoff.initiated_at,
    ...unrecorded,
  };
}

function looseAction(owner: ActionOwner, event: LedgerEvent, key: Key): ActionRow {
  return {
    action_key: key,
    handoff_key: null,
    source: event.source,
    intent: null,
    queue: null,
    reason: null,
    tier: null,
    priority: null,
    purpose: null,
    signal: null,
    anchor_at: event.at,
    ...unrecorded,
    ...owner,
  };
}

/**
 * Events come in order, so the first that counts is the earliest. When a reviewer looked at it is not when somebody
 * acted.
 */
function noteAction(handoff: HandoffRow | undefined, event: LedgerEvent): void {
  if (!handoff || isReviewed(event) || !carriedOut.has(event.pub.result ?? '')) return;
  const at = Math.max(event.at, handoff.initiated_at);
  handoff.first_action_at = Math.min(handoff.first_action_at ?? at, at);
}

function countAction(handoff: HandoffRow | undefined, action: ActionRow): void {
  if (!handoff) return;
  handoff.actions_required += 1;
  if (action.result === 'correct') handoff.actions_correct += 1;
  if (wrong.has(action.result ?? '')) handoff.actions_wrong += 1;
  if (action.result !== 'correct' && !wrong.has(action.result ?? '')) return;
  if (action.due_at !== null) handoff.judged_due_at = Math.max(handoff.judged_due_at ?? 0, action.due_at);
}
