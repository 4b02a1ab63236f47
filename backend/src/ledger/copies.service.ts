import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, type Clock, CONFIG, type Config } from '../config.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { LOG } from '../http/log.js';
import { CheckpointBucket } from './checkpoint-bucket.js';
import { CheckpointFolder } from './checkpoint-folder.js';
import type { CheckpointPlace } from './checkpoint-place.js';
import { CheckpointWebhook } from './checkpoint-webhook.js';
import { Copy } from './copy.js';
import { EntriesStore } from './entries.store.js';
import { RollbackService } from './rollback.service.js';
import { Standing } from './standing.js';

/** Where checkpoints are kept outside the database, as the settings say. */
export function folderOf({ checkpointDir, dataDir }: Config): CheckpointFolder {
  return new CheckpointFolder(checkpointDir ?? join(dataDir, 'checkpoints'));
}
export function bucketOf({ checkpointBucket }: Config): CheckpointBucket[] {
  return checkpointBucket ? [new CheckpointBucket(checkpointBucket)] : [];
}

/** How long a stop waits for the last checkpoint to arrive. */
const stopPatienceMs = 3_000;

/** Brings signed checkpoints to places that whoever owns the database cannot rewrite. A place that fails stops nothing. */
@Injectable()
export class CopiesService implements OnApplicationShutdown {
  readonly folder: CheckpointFolder;
  private readonly copies: Copy[];

  constructor(
    private readonly entries: EntriesStore,
    private readonly standing: Standing,
    rollback: RollbackService,
    @Inject(CONFIG) config: Config,
    @Inject(CLOCK) clock: Clock,
    @Inject(LOG) log: Logger,
  ) {
    this.folder = folderOf(config);
    const webhook = config.checkpointWebhook;
    const places: CheckpointPlace[] = [
      this.folder,
      ...bucketOf(config),
      ...(webhook ? [new CheckpointWebhook(webhook)] : []),
    ];
    const restores = () => this.folder.restores();
    this.copies = places.map((place) => new Copy(place, { rollback, standing, restores, clock, log }));
  }

  /** Looks at what the places hold before anything is written; one that cannot be read is looked at later. */
  async compare(): Promise<void> {
    await Promise.all(this.copies.map((copy) => copy.tryToCompare()));
  }

  /** Sends the newest checkpoint to wherever it is not yet; does not wait until it is there. */
  async run(): Promise<void> {
    if (this.standing.readOnly) return;
    const newest = await this.entries.checkpoint();
    // The empty tree is known to everybody.
    if (newest && newest.size > 0) for (const copy of this.copies) copy.offer(newest);
  }

  /** Resolves when no copy is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.copies.map((copy) => copy.settled()));
  }

  list(): AnswerOf<typeof routes.ledgerStatus>['copies'] {
    return this.copies.map((copy) => copy.state());
  }

  async onApplicationShutdown(): Promise<void> {
    let enough: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((done) => {
      enough = setTimeout(done, stopPatienceMs);
    });
    await Promise.race([patience, Promise.all(this.copies.map((copy) => copy.close()))]);
    clearTimeout(enough);
  }
}
