import type { LedgerEvent } from '../ledger/ledger-event.js';
import { foldActions } from './fold-action.js';
import { type EpisodeOwner, foldEpisode } from './fold-episode.js';
import { foldHandoff } from './fold-handoff.js';
import { foldSurvey } from './fold-survey.js';
import { orderEvents } from './order.js';
import type {
  ConversationFacts,
  ConversationRow,
  EpisodeRow,
  HandoffRow,
  Initiator,
  Key,
  Profile,
} from './rows.js';
import { collectStories } from './story.js';
import { type Hop, profileWith, type Stretch } from './stretch.js';
import { Walk } from './walk.js';
import { workOf } from './work.js';

/**
 * All events of one conversation, in any order and repeated, to its facts. The facts are a function of the set
 * of events: neither the ledger's order nor the time of receipt nor the present time enters them. Callbacks are
 * left empty: they need the customer's other conversations.
 */
export function foldConversation(given: readonly LedgerEvent[]): ConversationFacts {
  const events = orderEvents(given);
  const conversation = foldWhole(events, new Set(given.map(({ uid }) => uid)).size);
  const owner = {
    customer_key: conversation.customer_key,
    conversation_key: conversation.conversation_key,
  };
  const stories = collectStories(events);
  const walk = new Walk(stories, firstProfile(events));
  for (const event of events) walk.step(event);

  const stretches = walk.episodes;
  const handoffs = foldHandoffs(walk, stretches, events, owner);
  const { bot, bot_version } = walk.profile;
  const { channel, language, segment } = conversation;
  const whole = { bot, bot_version, channel, language, segment, ...owner };
  const actions = foldActions(stories, handoffs, whole);
  for (const hop of walk.hops.values()) if (hop.hop === 1) passActionsBack(hop.chain, handoffs);
  const episodes = foldEpisodes(walk, stretches, handoffs, {
    source: conversation.source,
    hasTurns: events.some((event) => event.type === 'turn.recorded'),
    ...owner,
  });
  const toHumans = [...handoffs.values()].filter((handoff) => handoff.to_kind === 'human');
  return {
    conversation,
    contacts: walk.contacts.all.map((contact, index) => ({
      contact_no: index + 1,
      at: contact.at,
      initiated_by: contact.initiatedBy,
      intent: contact.intent,
      ...owner,
    })),
    episodes,
    handoffs: [...handoffs.values()],
    actions,
    surveys: events
      .filter((event) => event.type === 'survey.recorded')
      .flatMap((event) => foldSurvey(event, { episodes, handoffs: toHumans, ...whole })),
  };
}

function foldHandoffs(
  walk: Walk,
  stretches: readonly Stretch[],
  events: readonly LedgerEvent[],
  owner: { customer_key: Key; conversation_key: Key },
): Map<Key, HandoffRow> {
  const turns = events.filter((event) => event.type === 'turn.recorded').map((event) => event.at);
  const rows = new Map<Key, HandoffRow>();
  for (const [key, hop] of walk.hops) {
    const episode = hop.stretch ? stretches.indexOf(hop.stretch) : -1;
    const row = foldHandoff(hop, owner, episode < 0 ? null : episode + 1);
    rows.set(key, Object.assign(row, workOf(row, turns), { assist: assistOf(row, hop) }));
  }
  const all = [...rows.values()];
  all.forEach((row, i) => {
    row.offloaded_at = offloadedAt(row, all.slice(i + 1));
    if (row.failed_at === null) return;
    row.again_at = all.slice(i + 1).find((later) => later.to_kind === 'human')?.initiated_at ?? null;
  });
  return rows;
}

/** Given back to the bot while it still waited for a human. */
function offloadedAt(row: HandoffRow, later: readonly HandoffRow[]): number | null {
  const { to_kind, purpose, taken_at, ended_at } = row;
  if (to_kind !== 'human' || purpose === 'return' || purpose === 'success' || ended_at === null) return null;
  if (taken_at !== null && taken_at <= ended_at) return null;
  const back = later.find((next) => next.initiated_at === ended_at && next.purpose === 'return');
  return back && back.to_kind !== 'human' ? ended_at : null;
}

/** Whether the bot went on speaking once a human had it; nobody can tell where no human turn is recorded. */
function assistOf({ taken_at }: HandoffRow, { lastBesideAt, firstHumanTurn }: Hop): HandoffRow['assist'] {
  if (taken_at === null || !firstHumanTurn) return null;
  return lastBesideAt !== null && lastBesideAt > taken_at ? 'with_bot' : 'alone';
}

/** A contact is one, however often the customer is handed over in it: its first episode stands for it. */
function foldEpisodes(
  walk: Walk,
  stretches: readonly Stretch[],
  handoffs: ReadonlyMap<Key, HandoffRow>,
  owner: EpisodeOwner,
): EpisodeRow[] {
  const rows = stretches.map((stretch, index) =>
    foldEpisode(stretch, index + 1, walk.contacts.all.indexOf(stretch.contact) + 1, handoffs, owner),
  );
  const seen = new Set<number>();
  for (const row of rows) {
    row.contact_first = !seen.has(row.contact_no);
    seen.add(row.contact_no);
    row.contact_resolved = rows.some((one) => one.contact_no === row.contact_no && one.resolved);
  }
  return rows;
}

/** What a later hop did was also done about the handoff that was sent onward to it. */
function passActionsBack(chain: readonly Hop[], handoffs: ReadonlyMap<Key, HandoffRow>): void {
  let first: number | null = null;
  for (const hop of chain.toReversed()) {
    const row = handoffs.get(hop.story.key);
    if (!row) continue;
    if (first !== null) row.first_action_at = Math.min(row.first_action_at ?? first, first);
    first = row.first_action_at;
  }
}

/** `count`: of all its events, also of those that do not hold. */
function foldWhole(events: readonly LedgerEvent[], count: number): ConversationRow {
  const first = events[0];
  const last = events.at(-1);
  const key = first?.link.conversation;
  if (!first || !last || key === undefined) throw new Error('a conversation without events');
  // Known late or known better (a visitor who signs in): the last word holds.
  const known = events.findLast((event) => event.link.customer !== undefined);
  const profile = events
    .filter((event) => event.type === 'conversation.started')
    .reduce<Profile>((before, event) => profileWith(before, event.pub), noProfile);
  return {
    customer_key: known?.link.customer ?? key,
    conversation_key: key,
    source: first.source,
    conversation_id: first.event?.subject ?? null,
    customer_id: customerId(known),
    channel: profile.channel,
    language: profile.language,
    segment: profile.segment,
    initiated_by: statedInitiator(events),
    first_at: first.at,
    last_at: last.at,
    event_count: count,
    handoff_signal: events.some((event) => event.type.startsWith('handoff.')),
  };
}

const noProfile: Profile = { bot: null, bot_version: null, channel: null, language: null, segment: null };

/** The first value said of each: it also holds for what happened before it was said. */
function firstProfile(events: readonly LedgerEvent[]): Profile {
  return events
    .filter((event) => event.type === 'conversation.started')
    .reduceRight<Profile>((before, event) => profileWith(before, event.pub), noProfile);
}

function statedInitiator(events: readonly LedgerEvent[]): Initiator | null {
  const started = events.find((event) => event.pub.initiated_by !== undefined);
  return started?.pub.initiated_by ?? null;
}

function customerId(event: LedgerEvent | undefined): string | null {
  const customer = event?.event?.data.customer;
  if (typeof customer !== 'object' || customer === null || !('id' in customer)) return null;
  return typeof customer.id === 'string' ? customer.id : null;
}
