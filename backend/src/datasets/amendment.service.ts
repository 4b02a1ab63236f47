import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { Database, type Transaction } from '../db/database.js';
import { product } from '../ingest/actor.js';
import { IngestService } from '../ingest/ingest.service.js';
import { holdErasures } from '../ledger/erasure.store.js';
import { AmendmentStore, type DatasetPart, type Owners } from './amendment.store.js';
import { DatasetStore } from './dataset.store.js';
import { ExampleStore } from './example.store.js';
import { measureFormats } from './measure.js';

/** Takes rows of erased subjects out of datasets. A version stays what it was built as; what is left is measured anew. */
@Injectable()
export class AmendmentService {
  constructor(
    private readonly database: Database,
    private readonly datasets: DatasetStore,
    private readonly examples: ExampleStore,
    private readonly store: AmendmentStore,
    private readonly ingest: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What the datasets hold of these. */
  holding(owners: Owners, on?: Transaction): Promise<DatasetPart[]> {
    return this.store.holding(owners, on);
  }

  /** Call it with `eraseAlone`. Measuring, which takes longer, is left to `settle`. */
  async remove(owners: Owners, tx: Transaction): Promise<DatasetPart[]> {
    await this.datasets.lock(tx);
    const parts = await this.store.holding(owners, tx);
    if (parts.length === 0) return [];
    const gone = await this.store.remove(owners, tx);
    const at = new Date(this.clock()).toISOString();
    for (const { id, examples } of parts) {
      const before = (await this.datasets.find(id, tx))?.manifest.amended;
      const removed = (before?.removed ?? 0) + examples;
      const named = [...(before?.examples ?? []), ...(gone.get(id) ?? [])];
      await this.store.amend(id, { at, removed, digest: null, files: [], examples: named }, tx);
    }
    return parts;
  }

  /** Takes the names of builders away whose decisions were erased. */
  forgetBuilders(ids: readonly string[], name: string, tx: Transaction): Promise<void> {
    return this.store.forgetBuilders(ids, name, tx);
  }

  /** Measures every dataset that rows were taken out of since it was measured last. */
  async settleAll(): Promise<void> {
    for (const id of await this.store.unsettled()) await this.settle(id);
  }

  /** Measures the dataset anew when rows were taken out, and records what it has become. */
  async settle(id: string): Promise<void> {
    const row = await this.datasets.find(id);
    if (!row?.manifest.amended || row.manifest.amended.digest !== null) return;
    await this.database.transaction(async (tx) => {
      await holdErasures(tx);
      await this.datasets.lock(tx);
      const { manifest, name, version } = (await this.datasets.find(id, tx)) ?? row;
      const { amended, counts } = manifest;
      if (!amended || amended.digest !== null) return;
      const files = await measureFormats(this.examples.rows(id, undefined, tx), manifest);
      const digest = files[0]?.digest ?? null;
      await this.store.amend(id, { ...amended, digest, files }, tx);
      const examples = counts.examples - amended.removed;
      const data = { dataset: id, name, version, digest, examples, removed: amended.removed };
      await this.ingest.recordWithin(tx, { type: 'dataset.amended', data }, product);
    });
  }
}
