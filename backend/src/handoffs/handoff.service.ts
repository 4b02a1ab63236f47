import { Injectable } from '@nestjs/common';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { ConsentStore } from '../episodes/consent.store.js';
import { compareEvents, orderEvents } from '../episodes/order.js';
import { collectStories } from '../episodes/story.js';
import { MembershipStore } from '../gaps/membership.store.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { explainCallback } from './callback-words.js';
import { type EpisodeListQuery, EpisodeListStore } from './episode-list.store.js';
import type { HandoffFacts } from './handoff-facts.js';
import { type HandoffListQuery, HandoffListStore } from './handoff-list.store.js';
import { statusOf, summarise, textKey } from './handoff-summary.js';
import { ReachService } from './reach.service.js';
import { ReceiptService } from './receipt.service.js';
import { listActions } from './required-actions.js';
import { tell } from './sentence.js';
import { findResolution, listAcknowledgements, listSteps, listTurns } from './timeline.js';
import { listContext, sizeOfContext } from './travelled.js';
import { withholdHandoff } from './withhold.js';

type Answer = AnswerOf<typeof routes.handoffGet>;

/** What happened to a customer: the lists, and one handoff from bot to human to action. */
@Injectable()
export class HandoffService {
  constructor(
    private readonly handoffs: HandoffListStore,
    private readonly episodeList: EpisodeListStore,
    private readonly membership: MembershipStore,
    private readonly consent: ConsentStore,
    private readonly reach: ReachService,
    private readonly ledger: LedgerStore,
    private readonly receipts: ReceiptService,
  ) {}

  async list(query: HandoffListQuery): Promise<AnswerOf<typeof routes.handoffList>> {
    const watermark = await this.reach.watermark();
    const { total, rows, next } = await this.handoffs.list(query, watermark ?? new Date(0));
    return { total, items: rows.map(summarise), next, watermark: watermark?.toISOString() ?? null };
  }

  async episodes(query: EpisodeListQuery): Promise<AnswerOf<typeof routes.episodeList>> {
    const watermark = await this.reach.watermark();
    const page = await this.episodeList.list(query, watermark ?? new Date(0));
    return { ...page, watermark: watermark?.toISOString() ?? null };
  }

  async get(key: string): Promise<Answer> {
    const watermark = await this.reach.watermark();
    const asOf = watermark ?? new Date(0);
    const row = await this.handoffs.find(Buffer.from(key, 'base64url'), asOf);
    if (!row) throw new Problem('not_found', { detail: 'There is no such handoff.' });
    const [siblings, leaves, scopes] = await Promise.all([
      this.handoffs.inConversation(row.conversation_key, asOf),
      this.ledger.readConversations([row.conversation_key], await this.ledger.head()),
      this.consent.forPages(row.conversation_key, row.customer_key),
    ]);
    const events = orderEvents(leaves);
    const story = collectStories(events).byKey.get(key);
    if (!story) throw new Problem('unavailable', { detail: 'Its events are being derived anew.' });
    const { initiated } = story;
    const before = events.filter((event) => compareEvents(event, initiated) < 0);
    const told = row.context_present !== null;
    const requiredActions = listActions(row, events);
    const answer: Answer = {
      ...summarise(row),
      conversationKey: textKey(row.conversation_key),
      sentence: tell(row),
      reasonRaw: textOf(initiated, 'reason_raw'),
      customer: row.customer_id,
      erased: initiated.event === undefined,
      withheld: [],
      context: listContext(story, before, told),
      contextSize: told ? sizeOfContext(story, before) : null,
      requiredActions,
      resolution: findResolution(story),
      turns: listTurns(events),
      steps: listSteps(events),
      acknowledgements: listAcknowledgements(story),
      hops: siblings.filter((one) => one.chain_key.equals(row.chain_key)).map(hopOf),
      callback: await this.findCallback(row, requiredActions, asOf),
      gap: await this.membership.gapOf(row.handoff_key),
      receipt: await this.receipts.of(initiated),
      watermark: watermark?.toISOString() ?? null,
    };
    return withholdHandoff(answer, scopes);
  }

  /** Where the customer came back, why that is put down to this handoff, and the handoff that it led to, if any. */
  private async findCallback(
    row: HandoffFacts,
    actions: Answer['requiredActions'],
    asOf: Date,
  ): Promise<Answer['callback']> {
    const { callback_at: at, callback_key: conversation } = row;
    if (!at || !conversation) return null;
    const [contact, handoffs] = await Promise.all([
      this.handoffs.contactAt(conversation, at),
      this.handoffs.inConversation(conversation, asOf),
    ]);
    const next = handoffs.find((handoff) => handoff.initiated_at >= at);
    const intent = contact?.intent ?? null;
    return {
      at: at.toISOString(),
      conversationKey: textKey(conversation),
      conversationId: contact?.conversation_id ?? null,
      source: contact?.source ?? null,
      channel: contact?.channel ?? null,
      intent,
      handoffKey: next ? textKey(next.handoff_key) : null,
      reasons: row.callback_reasons,
      evidence: explainCallback(row.callback_reasons, row, actions, { at, intent }),
    };
  }
}

function textOf(event: LedgerEvent, member: string): string | null {
  const value = event.event?.data[member];
  return typeof value === 'string' ? value : null;
}

function hopOf(row: HandoffFacts): Answer['hops'][number] {
  return {
    key: textKey(row.handoff_key),
    hop: row.hop,
    queue: row.queue,
    initiatedAt: row.initiated_at.toISOString(),
    status: statusOf(row),
  };
}
