import type { CloudEvent } from '../contract/events.js';
import type { ImportPreview, PreviewHandoff } from '../contract/imports.js';
import { foldConversation } from '../episodes/fold.js';
import type { ConversationFacts, HandoffRow } from '../episodes/rows.js';
import { relayTimes } from '../handoffs/relay-times.js';
import { committedFields } from '../ledger/fields.js';
import type { Keyring } from '../ledger/keyring.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { openFields } from '../ledger/open-fields.js';
import { linkOf, uidOf, uuidOf } from '../ledger/seal.js';

type Conversation = ImportPreview['conversations'][number];

/** Characters of what a customer said first. */
const shownWords = 200;

/** A conversation as it would appear: its events folded as the ledger's are, without being written. */
export function previewOf(events: readonly CloudEvent[], keyring: Keyring): Conversation {
  const facts = foldConversation(events.map((event, index) => ledgerEventOf(event, index, keyring)));
  const { conversation, episodes, handoffs } = facts;
  return {
    conversationId: conversation.conversation_id,
    customerId: conversation.customer_id,
    bot: episodes[0]?.bot ?? null,
    channel: conversation.channel,
    startedAt: iso(conversation.first_at),
    endedAt: iso(conversation.last_at),
    timesAssumed: events.some((event) => event.timeassumed === true),
    events: events.length,
    episodes: episodes.map((episode) => ({
      outcome: episode.outcome,
      intent: episode.intent,
      customerTurns: episode.customer_turns,
      botTurns: episode.bot_turns,
    })),
    firstWords: firstWordsOf(events),
    handoffs: handoffs.map((handoff) => previewHandoff(handoff, facts)),
  };
}

function ledgerEventOf(event: CloudEvent, index: number, keyring: Keyring): LedgerEvent {
  return {
    index,
    uid: uuidOf(uidOf(keyring, event.source, event.id)),
    type: event.type,
    source: event.source,
    at: Date.parse(event.time),
    rx: 0,
    pub: openFields(event),
    committed: committedFields(event).map(({ pointer }) => pointer),
    link: linkOf(event, keyring),
    event,
  };
}

function firstWordsOf(events: readonly CloudEvent[]): string | null {
  const turn = events.find(
    ({ type, data }) => type === 'turn.recorded' && data.role === 'customer' && data.text,
  );
  return typeof turn?.data.text === 'string' ? turn.data.text.slice(0, shownWords).toWellFormed() : null;
}

const iso = (at: number): string => new Date(at).toISOString();
const maybeIso = (at: number | null): string | null => (at === null ? null : iso(at));

function previewHandoff(row: HandoffRow, { episodes, actions }: ConversationFacts): PreviewHandoff {
  const episode = episodes.find(({ episode_no }) => episode_no === row.episode_no);
  return {
    fromKind: row.from_kind,
    toKind: row.to_kind,
    purpose: row.purpose,
    queue: row.queue,
    reason: row.reason,
    signal: row.signal,
    rule: row.rule,
    actions: actions
      .filter(({ handoff_key }) => handoff_key === row.handoff_key)
      .map(({ result, due_at, recorded_at }) => ({
        result,
        dueAt: maybeIso(due_at),
        recordedAt: maybeIso(recorded_at),
      })),
    relay: {
      callbackAt: null,
      ...relayTimes({ ...row, episode_started_at: episode?.started_at ?? null }),
    },
  };
}
