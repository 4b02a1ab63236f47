import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type GapDecisionType, ownSource } from '../contract/events.js';
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
    const applied = await Promise.race([this.apply(), sleep(patienceMs, false, { ref: false })]);
    return { uid: uuidOf(uidOf(this.keyring, ownSource, id)), applied };
  }

  private async apply(): Promise<true> {
    await this.sequencer.run();
    await this.follow.runAll();
    return true;
  }
}
