import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import type { Key } from '../episodes/rows.js';
import { FollowService } from '../follow/follow.service.js';
import type { ErasedSubjects, Follower } from '../follow/follower.js';
import { groupBy } from '../group-by.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { mapInTurns } from '../turns.js';
import { readSigns } from './read-signs.js';
import { SignStore } from './sign.store.js';
import { SourceFieldStore } from './source-field.store.js';

type Groups = ReadonlyMap<Key, readonly LedgerEvent[]>;

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

  async apply(batch: readonly LedgerEvent[], upTo: number, tx: Transaction): Promise<void> {
    await this.fields.add(batch, tx);
    await this.write(byConversation(batch), upTo, tx);
  }

  /** The words are gone; what was seen in them is kept, and nothing else of them ever was. */
  async derive({ conversations }: ErasedSubjects, upTo: number, tx: Transaction): Promise<void> {
    const keys = conversations.map((key) => key.toString('base64url'));
    if (keys.length === 0) return;
    await this.signs.keep(keys, tx);
    await this.write(new Map(keys.map((key) => [key, []])), upTo, tx);
  }

  async reset(tx: Transaction): Promise<void> {
    await this.signs.clear(tx);
    await this.fields.clear(tx);
  }

  /** `touched`: their events that are in memory already. */
  private async write(touched: Groups, upTo: number, tx: Transaction): Promise<void> {
    if (touched.size === 0) return;
    const keys = [...touched.keys()];
    const [placed, kept] = [await this.signs.place(keys, tx), await this.signs.kept(keys, tx)];
    // A conversation that lies in this batch as a whole need not be read and decrypted again.
    const partial = [...placed.keys()].filter(
      (key) => placed.get(key)?.eventCount !== touched.get(key)?.length,
    );
    const read =
      partial.length === 0
        ? new Map<Key, LedgerEvent[]>()
        : byConversation(
            await this.ledger.readConversations(
              partial.map((key) => Buffer.from(key, 'base64url')),
              upTo,
              tx,
            ),
          );
    const signs = await mapInTurns(placed, ([key, { customerKey, ...places }]) => {
      const events = read.get(key) ?? touched.get(key) ?? [];
      return [key, { customerKey, ...readSigns(events, places, kept.get(key) ?? new Map()) }] as const;
    });
    await this.signs.replace(new Map(signs), tx);
  }
}

function byConversation(events: readonly LedgerEvent[]): Map<Key, LedgerEvent[]> {
  const named = events.filter((event) => event.link.conversation !== undefined);
  return groupBy(named, (event) => event.link.conversation ?? '');
}
