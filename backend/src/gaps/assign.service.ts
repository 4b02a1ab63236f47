import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { mapInTurns } from '../turns.js';
import { type Assigned, AssignStore, type StoredModel } from './assign.store.js';
import { EmbeddingService } from './embedding/embedding.service.js';
import { assign, type GapModel } from './engine/assign.js';
import type { Escalation } from './engine/escalation.js';
import { decodeModel } from './engine/model-bytes.js';
import { PlacementStore } from './placement.store.js';

const batch = 1_000;
/** So many are held against the gaps before others may have their turn. */
const pieceSize = 25;

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
    private readonly embeddings: EmbeddingService,
  ) {}

  /** A step of the schedule, after the followers. Answers how many found a gap. */
  async run(): Promise<number> {
    let assigned = 0;
    while (await this.store.isWaiting()) {
      const done = await this.database.tryLock('gaps.assign', (tx) => this.assignSome(tx));
      assigned += done?.assigned ?? 0;
      if (!done?.looked) break;
    }
    return assigned;
  }

  /** A step of its own: whoever makes vectors may be slow, and no number waits for that. */
  async fillVectors(): Promise<void> {
    const current = await this.store.version();
    if (!current?.embeddings || !this.isSpoken(current) || !(await this.store.isWaiting())) return;
    await this.embeddings.fill('news');
  }

  private async assignSome(tx: Transaction): Promise<{ looked: number; assigned: number }> {
    await this.placement.lock(tx);
    const { taken, escalations } = await this.store.take(batch, tx);
    const known = await this.read(tx);
    // Vectors of one model say nothing to gaps that were found with those of another.
    if (!known || !this.isSpoken(known)) return { looked: taken, assigned: 0 };
    const { ready, dense } = await this.withVectors(known, escalations, tx);
    const { model, gaps } = known;
    const found = await mapInTurns(pieces(ready), (piece) => assign(model, piece, dense));
    const assigned = found.flat().flatMap(({ handoffKey, gaps: [nearest, ...others] }): Assigned[] => {
      if (!nearest) return [];
      const also = others.map(({ gap, similarity }) => ({ gap: gaps[gap] as string, similarity }));
      return [{ handoffKey, gap: gaps[nearest.gap] as string, nearness: nearest.similarity, also }];
    });
    await this.store.add(assigned, tx);
    return { looked: taken - (escalations.length - ready.length), assigned: assigned.length };
  }

  private isSpoken({ embeddings }: Pick<StoredModel, 'embeddings'>): boolean {
    return embeddings === null || embeddings === this.embeddings.model;
  }

  /** Whose vectors are not there yet waits for them, or for the next run; who will have none is held by words alone. */
  private async withVectors({ embeddings }: KnownModel, escalations: readonly Escalation[], tx: Transaction) {
    if (embeddings === null) return { ready: escalations, dense: undefined };
    const { dense, refused } = await this.embeddings.vectorsOf(escalations, tx);
    const isReady = ({ handoffKey, text }: Escalation) =>
      text === null || dense.has(handoffKey) || refused.has(handoffKey);
    const late = escalations.filter((escalation) => !isReady(escalation));
    await this.store.wait(
      late.map(({ handoffKey }) => handoffKey),
      tx,
    );
    return { ready: escalations.filter(isReady), dense };
  }

  /** The model of the last run; read once. */
  private async read(tx: Transaction): Promise<KnownModel | undefined> {
    const version = (await this.store.version(tx))?.version;
    if (version !== this.known?.version) {
      const stored = version === undefined ? undefined : await this.store.model(tx);
      this.known = stored && { ...stored, model: decodeModel(stored.model) };
    }
    return this.known;
  }
}

function* pieces(escalations: readonly Escalation[]): Generator<readonly Escalation[]> {
  for (let from = 0; from < escalations.length; from += pieceSize)
    yield escalations.slice(from, from + pieceSize);
}
