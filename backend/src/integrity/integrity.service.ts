import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, type Clock } from '../config.js';
import { Problem } from '../contract/problem.js';
import { Database } from '../db/database.js';
import { LOG } from '../http/log.js';
import { IngestService } from '../ingest/ingest.service.js';
import { EntriesStore } from '../ledger/entries.store.js';
import { VerifyService } from '../ledger/verify.service.js';
import type { Verification } from '../ledger/verify.store.js';

/** A ledger that nobody verified for so long is verified by itself. */
const nightly = 24 * 3_600_000;
/** Who verifies when nobody asked. */
const schedule = { id: 'schedule', name: 'the nightly run' };

/** Full verifications: each is itself an entry of the ledger, whatever it found. */
@Injectable()
export class IntegrityService {
  constructor(
    private readonly verification: VerifyService,
    private readonly entries: EntriesStore,
    private readonly ingest: IngestService,
    private readonly database: Database,
    @Inject(LOG) private readonly log: Logger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(by: { id: string; name: string }): Promise<Verification> {
    const report = await this.verification.run(by.name);
    const { ok, entries, root, problems } = report;
    if (!ok) this.log.error({ problems }, 'the ledger does not hold');
    const data = { code: ok ? 'holds' : 'fails', entries, size: entries, root, problems: problems.length };
    await this.ingest.record({ type: 'ledger.verified', data }, by).catch((error: unknown) => {
      // A ledger that takes nothing is verified all the same.
      if (!(error instanceof Problem)) throw error;
      this.log.warn({ err: error }, 'the verification was not recorded');
    });
    return report;
  }

  /** Verifies when nobody has for a day; one replica at a time. */
  async runIfDue(): Promise<void> {
    const { entries } = await this.entries.counts();
    if (entries === 0 || !(await this.isDue())) return;
    await this.database.tryLock('integrity.verify', async () => {
      if (await this.isDue()) await this.run(schedule);
    });
  }

  private async isDue(): Promise<boolean> {
    const last = await this.verification.last();
    return !last || this.clock() - Date.parse(last.at) >= nightly;
  }
}
