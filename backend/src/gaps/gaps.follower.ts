import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import type { Transaction } from '../db/database.js';
import { type AtHand, eventsOf } from '../follow/at-hand.js';
import { FollowService } from '../follow/follow.service.js';
import type { ErasedSubjects, Follower } from '../follow/follower.js';
import { byConversation } from '../ledger/by-conversation.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { mapInTurns } from '../turns.js';
import { AssignStore } from './assign.store.js';
import { DecisionStore, isGapDecision } from './decision.store.js';
import { EmbeddingService } from './embedding/embedding.service.js';
import { EscalationStore, type EscalationToRead } from './escalation.store.js';
import { LabelStore } from './label.store.js';
import { PlacementService } from './placement.service.js';
import { TitleStore } from './titles/title.store.js';
import { type MaskWords, makeMaskWords } from './words/mask-words.js';
import { readWords, type Words } from './words/words.js';

/** Keeps the words of escalations and people's decisions about gaps. */
@Injectable()
export class GapsFollower implements Follower, OnModuleInit {
  readonly name = 'gaps';
  readonly tables = ['escalation', 'gap_decision', 'gap_label'];
  readonly after = 'episodes';
  private readonly terms: MaskWords;

  constructor(
    private readonly follow: FollowService,
    private readonly ledger: LedgerStore,
    private readonly escalations: EscalationStore,
    private readonly decisions: DecisionStore,
    private readonly labels: LabelStore,
    private readonly placement: PlacementService,
    private readonly news: AssignStore,
    private readonly embeddings: EmbeddingService,
    private readonly titles: TitleStore,
    @Inject(CONFIG) { maskWords }: Config,
  ) {
    this.terms = makeMaskWords(maskWords, '<term>');
  }

  onModuleInit(): void {
    this.follow.register(this);
  }

  async apply(batch: readonly LedgerEvent[], upTo: number, tx: Transaction, atHand: AtHand): Promise<void> {
    const decided = batch.filter(isGapDecision);
    await this.decide(decided, tx);
    const touched = byConversation(batch);
    if (touched.size > 0) await this.write([...touched.keys()], upTo, tx, atHand);
    if (decided.length > 0) await this.placement.settle('changed', tx);
  }

  async derive({ conversations, decisions }: ErasedSubjects, upTo: number, tx: Transaction): Promise<void> {
    const erased = decisions.filter(
      (event) => isGapDecision(event) && event.index >= 0 && event.index < upTo,
    );
    if (erased.length > 0) {
      await this.decisions.replace(erased, tx);
      await this.placement.settle('changed', tx);
    }
    if (conversations.length === 0) return;
    await this.news.forgetModel(tx);
    const keys = conversations.map((key) => key.toString('base64url'));
    await this.write(keys, upTo, tx);
  }

  async reset(tx: Transaction): Promise<void> {
    await this.escalations.clear(tx);
    await this.decisions.clear(tx);
    await this.labels.clear(tx);
  }

  private async decide(decided: readonly LedgerEvent[], tx: Transaction): Promise<void> {
    if (decided.length === 0) return;
    await this.decisions.add(decided, tx);
    const uids = decided.map(({ uid }) => uid);
    await this.labels.settle(uids, tx);
  }

  private async write(
    conversations: readonly string[],
    upTo: number,
    tx: Transaction,
    atHand?: AtHand,
  ): Promise<void> {
    const found = await this.escalations.findIn(conversations, tx);
    const words = await this.readWords(found, upTo, tx, atHand);
    const keys = conversations.map((key) => Buffer.from(key, 'base64url'));
    const before = await this.escalations.texts(keys, tx);
    await this.escalations.replace(conversations, words, tx);
    const gone = [...before].flatMap(([handoffKey, text]) =>
      text !== null && words.get(handoffKey)?.text !== text ? [{ handoffKey, text }] : [],
    );
    if (gone.length === 0) return;
    await this.titles.forgetMadeFrom(
      gone.map(({ handoffKey }) => handoffKey),
      tx,
    );
    await this.embeddings.forgetWords(
      gone.map(({ text }) => text),
      tx,
    );
  }

  private async readWords(
    found: readonly EscalationToRead[],
    upTo: number,
    tx: Transaction,
    atHand?: AtHand,
  ): Promise<Map<string, Words>> {
    const escalated = [...new Set(found.map((escalation) => escalation.conversationKey))];
    const counts = await this.escalations.countEvents(escalated, tx);
    const ofEach = escalated.map((key) => [key, counts.get(key) ?? 0] as const);
    const events = await eventsOf(ofEach, atHand, (keys) => this.ledger.readConversations(keys, upTo, tx));
    const words = await mapInTurns(groupFound(found), ([key, escalations]) => [
      ...readWords(events.get(key) ?? [], escalations, this.terms),
    ]);
    return new Map(words.flat());
  }
}

function groupFound(found: readonly EscalationToRead[]): Map<string, EscalationToRead[]> {
  const groups = new Map<string, EscalationToRead[]>();
  for (const escalation of found) {
    const group = groups.get(escalation.conversationKey);
    if (group) group.push(escalation);
    else groups.set(escalation.conversationKey, [escalation]);
  }
  return groups;
}
