import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { BucketStore } from './bucket.store.js';

const lock = 'metrics.buckets';

/**
 * Says how far the numbers reach, and which buckets are not what they were: what is held in memory of them is read
 * again. One runner among all replicas.
 */
@Injectable()
export class BucketService {
  private readonly store = new BucketStore();

  constructor(private readonly database: Database) {}

  /** Numbers every bucket that changed or matured since the last run; gives how many these are. */
  async runOnce(): Promise<number> {
    return (await this.database.tryLock(lock, (tx) => this.run(tx))) ?? 0;
  }

  private async run(tx: Transaction): Promise<number> {
    const { store } = this;
    await store.holdDirty(tx);
    await store.markSources(tx, 'episode', await store.refreshSignalling(tx));
    await store.markSources(tx, 'handoff', [
      ...(await store.refreshTelling(tx)),
      ...(await store.refreshActing(tx)),
    ]);
    await this.moveWatermark(tx);
    return store.numberDirty(tx);
  }

  /** Marks the buckets that are judged differently than at the last run. */
  private async moveWatermark(tx: Transaction): Promise<void> {
    const { watermark: last } = await this.store.state(tx);
    const watermark = await this.store.factsWatermark(tx);
    if (!watermark || watermark.getTime() === last?.getTime()) return;
    await this.store.setWatermark(tx, watermark);
    // A rebuild of the facts may set the watermark back.
    if (last && last < watermark) await this.store.markMatured(tx, last, watermark);
    if (last && last > watermark) await this.store.markMatured(tx, watermark, last);
  }
}
