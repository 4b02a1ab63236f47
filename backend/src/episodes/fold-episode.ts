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
  contactNo: number,
  handoffs: ReadonlyMap<Key, HandoffRow>,
  owner: EpisodeOwner,
): EpisodeRow {
  const { hasTurns, ...keys } = owner;
  const chain = (stretch.chain ?? []).flatMap((hop) => handoffs.get(hop.story.key) ?? []);
  const escalation = chain[0];
  const { voice } = stretch;
  const requested =
    voice.requested || chain.some((handoff) => handoff.episode_no === number && asksForHuman(handoff));
  const spoke = !hasTurns || voice.turns > 0 || requested;
  return {
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
    customer_turns: voice.turns,
    bot_turns: stretch.botTurns,
    resumed: stretch.resumed,
    silent: stretch.resumed && voice.turns > 0 && stretch.botTurns === 0,
    contact_no: contactNo,
    contact_first: false,
    contact_intent: stretch.contact.intent,
    contact_resolved: false,
    same_before_at: null,
    same_after_at: null,
    // Last, as in `foldHandoff`.
    ...keys,
    ...stretch.profile,
    ...heard(stretch),
    ...worked(stretch, chain),
  };
}

/** What the customer's turns tell of how long the bot held on. */
function heard({ voice, startedAt }: Stretch) {
  return {
    request_turns: voice.requested ? voice.turnsSinceRequest : null,
    distress_turns: voice.negativeAt === null ? null : voice.turnsSinceNegative,
    mood_known: voice.moodKnown,
    negative_at: voice.negativeAt === null ? null : Math.max(voice.negativeAt, startedAt),
  };
}

/** What humans did about it, and whether more of that may come. */
function worked(stretch: Stretch, chain: readonly HandoffRow[]) {
  const taken = chain.filter((handoff) => handoff.to_kind === 'human' && handoff.taken_at !== null);
  const served = stretch.resolved === 'confirmed' || stretch.resolved === 'assumed';
  return {
    resolved: served || chain.some((handoff) => handoff.resolution === 'resolved'),
    settled: stretch.endedAt !== null && taken.every((handoff) => handoff.ended_at !== null),
    taken: taken.length,
    handle_seconds: taken.reduce((sum, handoff) => sum + (handoff.handle_seconds ?? 0), 0),
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
