import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../backend/src/config.js';
import { CopiesService } from '../../backend/src/ledger/copies.service.js';
import { LedgerStore } from '../../backend/src/ledger/ledger.store.js';
import { SequencerService } from '../../backend/src/ledger/sequencer.service.js';
import { startTestApp, type TestApp } from './app.js';
import { createTestDatabase } from './database.js';
import { turn } from './ledger.js';

/** A service that is stopped and started again on its own database and data folder, as an operator does. */
export class Deployment {
  private readonly drops: (() => Promise<void>)[] = [];
  private running: TestApp | undefined;
  private count = 0;

  private constructor(
    readonly dataDir: string,
    public databaseUrl: string,
  ) {}

  static async make(): Promise<Deployment> {
    const { url, drop } = await createTestDatabase();
    const made = new Deployment(await mkdtemp(join(tmpdir(), 'baton-deployment-')), url);
    made.drops.push(drop);
    return made;
  }

  get checkpoints(): string {
    return join(this.dataDir, 'checkpoints');
  }

  async start(config: Partial<Config> = {}): Promise<TestApp> {
    await this.stop();
    const { dataDir, databaseUrl } = this;
    this.running = await startTestApp({ databaseUrl, config: { dataDir, ...config } });
    return this.running;
  }

  async stop(): Promise<void> {
    await this.running?.close();
    this.running = undefined;
  }

  /** Some more entries, sealed, signed and copied. Gives the size of the log. */
  async grow(app: TestApp, events = 5): Promise<number> {
    const { ledger, sequencer, copies } = partsOf(app);
    this.count += 1;
    await ledger.append(Array.from({ length: events }, (_, i) => turn(`g${this.count}-${i}`)));
    await sequencer.run();
    await copies.run();
    await copies.settled();
    return ledger.head();
  }

  /** A backup of the database as it is; the service must be stopped. */
  async backUp(): Promise<string> {
    const { url, drop } = await createTestDatabase(new URL(this.databaseUrl).pathname.slice(1));
    this.drops.push(drop);
    return url;
  }

  async remove(): Promise<void> {
    await this.stop();
    for (const drop of this.drops) await drop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

export const partsOf = ({ app }: TestApp) => ({
  ledger: app.get(LedgerStore, { strict: false }),
  sequencer: app.get(SequencerService, { strict: false }),
  copies: app.get(CopiesService, { strict: false }),
});
