import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { FollowService } from '../follow/follow.service.js';
import type { ErasedSubjects, Follower } from '../follow/follower.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { AccessLogStore } from './access-log.store.js';
import { accessRowsOf } from './access-rows.js';

/** Keeps who looked at what. */
@Injectable()
export class AccessLogFollower implements Follower, OnModuleInit {
  readonly name = 'access';
  readonly tables = ['access_log'];

  constructor(
    private readonly follow: FollowService,
    private readonly log: AccessLogStore,
  ) {}

  onModuleInit(): void {
    this.follow.register(this);
  }

  apply(batch: readonly LedgerEvent[], _upTo: number, tx: Transaction): Promise<void> {
    return this.log.add(batch.flatMap(accessRowsOf), tx);
  }

  async derive({ decisions }: ErasedSubjects, upTo: number, tx: Transaction): Promise<void> {
    // Those without a place yet have an index of -1: they are applied in their turn.
    const applied = decisions.filter(({ index }) => index >= 0 && index < upTo);
    await this.log.remove(
      applied.map(({ index }) => index),
      tx,
    );
    await this.log.add(applied.flatMap(accessRowsOf), tx);
  }

  reset(tx: Transaction): Promise<void> {
    return this.log.clear(tx);
  }
}
