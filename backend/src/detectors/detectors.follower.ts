import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import type { Key } from '../episodes/rows.js';
import { type AtHand, eventsOf } from '../follow/at-hand.js';
import { FollowService } from '../follow/follow.service.js';
import type { ErasedSubjects, Follower } from '../follow/follower.js';
import { byConversation } from '../ledger/by-conversation.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { mapInTurns } from '../turns.js';
import { readSigns } from './read-signs.js';
import { SignStore } from './sign.store.js';
import { SourceFieldStore } from './source-field.store.js';

/** Keeps the signs that detectors read, and which fields each source sends. */
@Injectable()
export class DetectorsFollower implements Follower, OnModuleInit {
  readonly name = 'detectors';
  readonly tables = ['handoff_sign', 'episode_sign', 'source_field'];
  readonly after = 'episodes';

  constructor(
    private readonly follow: FollowService,
    private readonly ledger: LedgerStore,
    private readonly signs: SignStore,
    private readonly fields: SourceFieldStore,
  ) {}

  onModuleInit(): void {
    this.follow.register(this);
  }

  async apply(batch: readonly LedgerEvent[], upTo: number, tx: Transaction, atHand: AtHand): Promise<void> {
    await this.fields.add(batch, tx);
    await this.write([...byConversation(batch).keys()], upTo, tx, atHand);
  }

  /** The words are gone; what was seen in them is kept, and nothing else of them ever was. */
  async derive({ conversations }: ErasedSubjects, upTo: number, tx: Transaction): Promise<void> {
    const keys = conversations.map((key) => key.toString('base64url'));
    if (keys.length === 0) return;
    await this.signs.keep(keys, tx);
    await this.write(keys, upTo, tx);
  }

  async reset(tx: Transaction): Promise<void> {
    await this.signs.clear(tx);
    await this.fields.clear(tx);
  }

  private async write(
    conversations: readonly Key[],
    upTo: number,
    tx: Transaction,
    atHand?: AtHand,
  ): Promise<void> {
    if (conversations.length === 0) return;
    const placed = await this.signs.place(conversations, tx);
    const kept = await this.signs.kept(conversations, tx);
    const counts = [...placed].map(([key, { eventCount }]) => [key, eventCount] as const);
    const events = await eventsOf(counts, atHand, (keys) => this.ledger.readConversations(keys, upTo, tx));
    const signs = await mapInTurns(placed, ([key, { customerKey, ...places }]) => {
      const found = readSigns(events.get(key) ?? [], places, kept.get(key) ?? new Map());
      return [key, { customerKey, ...found }] as const;
    });
    await this.signs.replace(new Map(signs), tx);
  }
}
