import { isLost } from './fold-handoff.js';
import type { EpisodeRow, HandoffRow, Key, Outcome } from './rows.js';
import type { Stretch } from './stretch.js';

/** What an episode takes from its conversation. */
export interface EpisodeOwner {
  customer_key: Key;
  conversation_key: Key;
  source: string;
  /** Whether the source records turns at all; where it does not, the customer is taken to have spoken. */
  hasTurns: boolean;
}

/** One episode's row from its stretch and the rows of the handoffs that ended it. */
export function foldEpisode(
  stretch: Stretch,
  number: number,
  handoffs: ReadonlyMap<Key, HandoffRow>,
  owner: EpisodeOwner,
): EpisodeRow {
  const { hasTurns, ...keys } = owner;
  const chain = (stretch.chain ?? []).flatMap((hop) => handoffs.get(hop.story.key) ?? []);
  const escalation = chain[0];
  const requested = chain.some((handoff) => handoff.episode_no === number && asksForHuman(handoff));
  const spoke = !hasTurns || stretch.customerTurns > 0 || requested;
  return {
    ...keys,
    ...stretch.profile,
    episode_no: number,
    initiated_by: stretch.contact.initiatedBy,
    intent: stretch.understood.intent,
    reason: escalation?.reason ?? null,
    queue: escalation?.queue ?? null,
    started_at: stretch.startedAt,
    ended_at: stretch.endedAt,
    times_assumed: stretch.timesAssumed,
    outcome: outcomeOf(stretch, chain),
    eligible: spoke && stretch.contact.initiatedBy === 'customer',
    requested,
    escalated: escalation !== undefined,
    accepted: chain.some((handoff) => handoff.taken_at !== null),
    completed: chain.some((handoff) => handoff.replied_at !== null || handoff.resolved_at !== null),
    proactive: escalation ? escalation.proactive : null,
    customer_turns: stretch.customerTurns,
    bot_turns: stretch.botTurns,
    resumed: stretch.resumed,
    silent: stretch.resumed && stretch.customerTurns > 0 && stretch.botTurns === 0,
  };
}

const asksForHuman = (handoff: HandoffRow) => handoff.reasons.includes('customer_request');

/** Exactly one outcome per ended episode. Nobody having said that it was solved is not a success. */
function outcomeOf(stretch: Stretch, chain: readonly HandoffRow[]): Outcome | null {
  if (chain.length > 0) return chain.every(isLost) ? 'handoff_failed' : 'handed_off';
  switch (stretch.resolved) {
    case null:
      return null;
    case 'confirmed':
      return 'self_served_confirmed';
    case 'assumed':
      return 'self_served_assumed';
    default:
      return 'abandoned';
  }
}
