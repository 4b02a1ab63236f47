import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { assign, type GapModel } from './assign.js';
import { type Assigned, AssignStore, type StoredModel } from './assign.store.js';
import { decodeModel } from './model-bytes.js';
import { PlacementStore } from './placement.store.js';

const batch = 1_000;

interface KnownModel extends Omit<StoredModel, 'model'> {
  model: GapModel;
}

/** Puts new escalations into the gaps that are there, within seconds; the next run looks at everything anew. */
@Injectable()
export class AssignService {
  private known: KnownModel | undefined;

  constructor(
    private readonly database: Database,
    private readonly store: AssignStore,
    private readonly placement: PlacementStore,
  ) {}

  /** A step of the schedule, after the followers. Answers how many found a gap. */
  async run(): Promise<number> {
    let assigned = 0;
    while (await this.store.isWaiting()) {
      const done = await this.database.tryLock('gaps.assign', (tx) => this.assignSome(tx));
      if (done === undefined) break;
      assigned += done;
    }
    return assigned;
  }

  private async assignSome(tx: Transaction): Promise<number> {
    await this.placement.lock(tx);
    const escalations = await this.store.take(batch, tx);
    const known = await this.read(tx);
    if (!known || escalations.length === 0) return 0;
    const { model, gaps } = known;
    const assigned = assign(model, escalations).flatMap(({ handoffKey, gaps: [nearest] }): Assigned[] => {
      if (!nearest) return [];
      return [{ handoffKey, gap: gaps[nearest.gap] as string, nearness: nearest.similarity }];
    });
    await this.store.add(assigned, tx);
    return assigned.length;
  }

  /** The model of the last run; read once. */
  private async read(tx: Transaction): Promise<KnownModel | undefined> {
    const version = await this.store.version(tx);
    if (version !== this.known?.version) {
      const stored = version === undefined ? undefined : await this.store.model(tx);
      this.known = stored && { ...stored, model: decodeModel(stored.model) };
    }
    return this.known;
  }
}
