import { Injectable } from '@nestjs/common';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { SelfCheckStore } from '../db/self-check.store.js';
import { CopiesService } from './copies.service.js';
import { EntriesStore } from './entries.store.js';
import { logName } from './log.store.js';
import { SequencerService } from './sequencer.service.js';
import { Standing } from './standing.js';
import { VerifyService } from './verify.service.js';

/** The ledger in one line: how much, signed by whom, last checked when. */
@Injectable()
export class LedgerStatusService {
  constructor(
    private readonly entries: EntriesStore,
    private readonly sequencer: SequencerService,
    private readonly verification: VerifyService,
    private readonly standing: Standing,
    private readonly copies: CopiesService,
    private readonly selfCheck: SelfCheckStore,
  ) {}

  async read(): Promise<AnswerOf<typeof routes.ledgerStatus>> {
    const [counts, checkpoint, lastVerification, signer, check] = await Promise.all([
      this.entries.counts(),
      this.entries.checkpoint(),
      this.verification.last(),
      this.sequencer.signer(),
      this.selfCheck.read(),
    ]);
    return {
      log: logName,
      origin: signer.name,
      vkey: signer.vkey,
      entries: counts.entries,
      pending: counts.pending,
      conflicts: counts.conflicts,
      checkpoint: checkpoint
        ? {
            size: checkpoint.size,
            root: checkpoint.root.toString('base64'),
            note: checkpoint.note,
            signedAt: checkpoint.signed_at.toISOString(),
          }
        : null,
      lastVerification: lastVerification ?? null,
      readOnly: this.standing.readOnly,
      copies: this.copies.list(),
      // What would refuse the next start is said at once.
      privileges: {
        separated: check.separated,
        role: check.role,
        warnings: [...check.refusals, ...check.warnings],
      },
      firstAt: counts.first_at?.toISOString() ?? null,
      lastAt: counts.last_at?.toISOString() ?? null,
    };
  }
}
