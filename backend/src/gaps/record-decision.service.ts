import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { GapDecisionType } from '../contract/event-types.js';
import { ownSource } from '../contract/events.js';
import type { Transaction } from '../db/database.js';
import { FollowService } from '../follow/follow.service.js';
import type { Caller } from '../http/route.js';
import { IngestService } from '../ingest/ingest.service.js';
import { Keyring } from '../ledger/keyring.js';
import { uidOf, uuidOf } from '../ledger/seal.js';
import { SequencerService } from '../ledger/sequencer.service.js';
import type { GapDecision } from './decision.store.js';

/** How long an answer waits for its decision to come out of the ledger; a longer backlog is not waited for. */
const patienceMs = 2_000;

export interface Recorded {
  uid: string;
  /** It has come out of the ledger, and holds. */
  applied: boolean;
}

/** Enters a decision about gaps in the ledger, and waits a little until it holds. */
@Injectable()
export class RecordDecisionService {
  constructor(
    private readonly ingest: IngestService,
    private readonly sequencer: SequencerService,
    private readonly follow: FollowService,
    private readonly keyring: Keyring,
  ) {}

  async record(type: GapDecisionType, data: GapDecision, { id: actor, name }: Caller): Promise<Recorded> {
    const id = await this.ingest.record({ type, data: { ...data } }, { id: actor, name });
    return { uid: this.uidOf(id), applied: await this.settle() };
  }

  /** Within a transaction that does more: it waits for `settle` once that has committed. Gives id and uid of the event. */
  async recordWithin(
    tx: Transaction,
    type: GapDecisionType | 'review.repeated',
    data: GapDecision,
    { id: actor, name }: Caller,
  ): Promise<{ id: string; uid: string }> {
    const id = randomUUID();
    await this.ingest.recordWithin(tx, { type, data: { ...data } }, { id: actor, name }, id);
    return { id, uid: this.uidOf(id) };
  }

  /** Waits a little until what was recorded holds; gives whether it does. */
  settle(): Promise<boolean> {
    return Promise.race([this.apply(), sleep(patienceMs, false, { ref: false })]);
  }

  private uidOf(id: string): string {
    return uuidOf(uidOf(this.keyring, ownSource, id));
  }

  private async apply(): Promise<true> {
    await this.sequencer.run();
    await this.follow.runAll();
    return true;
  }
}
