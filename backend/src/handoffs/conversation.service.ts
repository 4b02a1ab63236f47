import { Injectable } from '@nestjs/common';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { ConsentStore } from '../episodes/consent.store.js';
import { orderEvents } from '../episodes/order.js';
import { groupBy } from '../group-by.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import { type ContactFacts, type ConversationFacts, ConversationStore } from './conversation.store.js';
import { EpisodeListStore, listedEpisode } from './episode-list.store.js';
import type { HandoffFacts } from './handoff-facts.js';
import { HandoffListStore } from './handoff-list.store.js';
import { summarise, textKey } from './handoff-summary.js';
import { explainOutcome } from './outcome-words.js';
import { ReachService } from './reach.service.js';
import { ReceiptService } from './receipt.service.js';
import { listSteps, listSurveys, listTurns } from './timeline.js';
import { withholdConversation } from './withhold.js';

type Conversation = AnswerOf<typeof routes.conversationGet>;
type Contacts = Conversation['contacts'];
type Contact = NonNullable<Contacts>['later']['items'][number];

/** What happened in a conversation, whether or not it was ever handed over. */
@Injectable()
export class ConversationService {
  constructor(
    private readonly conversations: ConversationStore,
    private readonly episodes: EpisodeListStore,
    private readonly handoffs: HandoffListStore,
    private readonly consent: ConsentStore,
    private readonly reach: ReachService,
    private readonly ledger: LedgerStore,
    private readonly receipts: ReceiptService,
  ) {}

  async get(key: string): Promise<Conversation> {
    const named = Buffer.from(key, 'base64url');
    const watermark = await this.reach.watermark();
    const found = await this.conversations.find(named);
    if (!found) throw new Problem('not_found', { detail: 'There is no such conversation.' });
    const [episodes, handoffs, leaves, scopes, contacts] = await Promise.all([
      this.episodes.inConversation(named),
      this.handoffs.inConversation(named, watermark ?? new Date(0)),
      this.ledger.readConversations([named], await this.ledger.head()),
      this.consent.forPages(named, found.customer_key),
      this.contacts(named, found, watermark),
    ]);
    const events = orderEvents(leaves);
    const [first] = events;
    if (!first) throw new Problem('unavailable', { detail: 'Its events are being derived anew.' });
    return {
      key,
      conversationId: found.conversation_id,
      source: found.source,
      channel: found.channel,
      language: found.language,
      segment: found.segment,
      startedAt: found.first_at.toISOString(),
      lastAt: found.last_at.toISOString(),
      erased: events.some(({ event }) => event === undefined),
      ...withholdConversation({ turns: listTurns(events), customer: found.customer_id, contacts }, scopes),
      episodes: episodes.map((row) => ({ ...listedEpisode(row), judgedBy: explainOutcome(row, events) })),
      steps: listSteps(events),
      surveys: listSurveys(events),
      handoffs: handoffs.map(summarise),
      receipt: await this.receipts.of(first),
      watermark: watermark?.toISOString() ?? null,
    };
  }

  /** Told only of a customer who is named: which conversations are one person's is who they are. */
  private async contacts(key: Buffer, found: ConversationFacts, watermark: Date | null): Promise<Contacts> {
    if (found.customer_id === null) return null;
    const { earlier, later, rows } = await this.conversations.contactsAround(key, found);
    const keys = rows.map(({ conversation_key }) => conversation_key);
    const handoffs = await this.handoffs.inConversations(keys, watermark ?? new Date(0));
    const byConversation = groupBy(handoffs, ({ conversation_key }) => textKey(conversation_key));
    const listed = (isLater: boolean) =>
      rows
        .filter((row) => row.is_later === isLater)
        .map((row) => listedContact(row, byConversation.get(textKey(row.conversation_key)) ?? []));
    return {
      later: { total: later, items: listed(true) },
      earlier: { total: earlier, items: listed(false) },
    };
  }
}

function listedContact(row: ContactFacts, handoffs: readonly HandoffFacts[]): Contact {
  return {
    key: textKey(row.conversation_key),
    conversationId: row.conversation_id,
    source: row.source,
    channel: row.channel,
    startedAt: row.first_at.toISOString(),
    timesAssumed: row.times_assumed,
    intent: row.intent,
    outcome: row.outcome,
    handoffs: handoffs.map(summarise),
  };
}
