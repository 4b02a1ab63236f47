import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { populations } from '../contract/dimensions.js';
import { Database, type Transaction } from '../db/database.js';
import { planSignature } from './plan.js';
import { RollupStore } from './rollup.store.js';

const lock = 'metrics.rollups';

/** A slice should take about this long: who marks buckets waits for it. */
const sliceMs = 500;
/** Buckets per population and slice. */
const slice = { first: 128, least: 8, most: 4096 };

function nextLimit(limit: number, tookMs: number): number {
  if (tookMs > 2 * sliceMs) return Math.max(slice.least, Math.floor(limit / 2));
  return tookMs < sliceMs / 2 ? Math.min(slice.most, limit * 2) : limit;
}

/** Brings the sums up to date with the facts: a slice of buckets per transaction, one runner among all replicas. */
@Injectable()
export class RollupService {
  private readonly store = new RollupStore();

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Sums every bucket that changed or matured since the last run; gives how many this call summed. */
  async runOnce(): Promise<number> {
    await this.database.tryLock(lock, (tx) => this.mark(tx));
    let total = 0;
    let limit = slice.first;
    for (;;) {
      const begun = this.clock();
      const done = await this.database.tryLock(lock, (tx) => this.sumSlice(tx, limit));
      if (!done) return total;
      total += done;
      limit = nextLimit(limit, this.clock() - begun);
    }
  }

  /** Empties the sums and fills them again from the facts. */
  async rebuild(): Promise<number> {
    await this.database.transaction((tx) => this.store.setSignature(tx, null));
    return this.runOnce();
  }

  /** Marks the buckets that are judged differently than at the last run. */
  private async mark(tx: Transaction): Promise<void> {
    const { store } = this;
    await store.holdDirty(tx);
    const { signature, watermark_at: last } = await store.state(tx);
    if (signature !== planSignature) {
      await store.startAnew(tx);
      await store.setSignature(tx, planSignature);
    }
    const changed = await store.refreshSignalling(tx);
    if (changed.length > 0) await store.markSources(tx, changed);
    const watermark = await store.factsWatermark(tx);
    if (!watermark || watermark.getTime() === last?.getTime()) return;
    await store.setWatermark(tx, watermark);
    // A rebuild of the facts may set the watermark back.
    if (last && last < watermark) await store.markMatured(tx, last, watermark);
    if (last && last > watermark) await store.markMatured(tx, watermark, last);
  }

  private async sumSlice(tx: Transaction, limit: number): Promise<number> {
    const { store } = this;
    await store.holdDirty(tx);
    const { watermark_at: watermark } = await store.state(tx);
    // Without a watermark there are no facts: nothing to sum, and the empty sums are right.
    const done = watermark ? await this.sumDirty(tx, limit, watermark) : 0;
    if (done === 0) await store.setComplete(tx);
    return done;
  }

  private async sumDirty(tx: Transaction, limit: number, watermark: Date): Promise<number> {
    let done = 0;
    for (const population of populations) {
      const buckets = await this.store.takeDirty(tx, population, limit);
      if (buckets.length > 0) await this.store.sumBuckets(tx, population, buckets, watermark);
      done += buckets.length;
    }
    return done;
  }
}
