import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AmendmentService } from '../datasets/amendment.service.js';
import { FollowService } from '../follow/follow.service.js';
import { LOG } from '../http/log.js';
import { SequencerService } from '../ledger/sequencer.service.js';

/** How long an answer waits for what follows from it; a longer backlog is not waited for. */
const patienceMs = 2_000;

/** Brings out what a decision changed, so that whoever made it sees it. */
@Injectable()
export class ShowService {
  constructor(
    private readonly sequencer: SequencerService,
    private readonly follow: FollowService,
    private readonly amendments: AmendmentService,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  async soon(): Promise<void> {
    await Promise.race([this.show(), sleep(patienceMs, undefined, { ref: false })]);
  }

  /** Its failure is not that of the decision, which is done: the schedule comes to it again. */
  private async show(): Promise<void> {
    try {
      await this.sequencer.run();
      await this.follow.runAll();
      await this.amendments.settleAll();
    } catch (error) {
      this.log.warn({ err: error }, 'what an erasure changed is shown later');
    }
  }
}
