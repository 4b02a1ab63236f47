import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { CLOCK, type Clock } from '../config.js';
import type { erasureDone, erasurePreview, SubjectReference } from '../contract/erasure.js';
import { Problem } from '../contract/problem.js';
import type { BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import type { Caller } from '../http/route.js';
import { IngestService } from '../ingest/ingest.service.js';
import { type Erased, EraserService } from './eraser.service.js';
import { type ExportedCopy, ExportsService } from './exports.service.js';
import { type Hold, HoldService } from './hold.service.js';
import { ListService } from './list.service.js';
import { ShowService } from './show.service.js';
import { SubjectService, type Target } from './subject.service.js';

type Done = z.output<typeof erasureDone>;

/** Thrown inside the transaction, so that nothing of it is kept. */
class Held extends Error {
  constructor(
    readonly holds: readonly Hold[],
    readonly target: Target,
  ) {
    super('under legal hold');
  }
}

/** Erases whom somebody asks to be erased. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly database: Database,
    private readonly subjects: SubjectService,
    private readonly eraser: EraserService,
    private readonly holds: HoldService,
    private readonly exports: ExportsService,
    private readonly list: ListService,
    private readonly show: ShowService,
    private readonly ingest: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  preview(subject: SubjectReference): Promise<z.output<typeof erasurePreview>> {
    return this.database.transaction(
      async (tx) => {
        const target = await this.subjects.resolve(subject, tx);
        const { extent, datasets } = await this.eraser.measure(target, tx);
        const exports = await this.exports.of(datasets, tx);
        return { ...extent, datasets, exports, holds: await this.holds.on(target.places, tx) };
      },
      { snapshot: true },
    );
  }

  async erase(asked: BodyOf<typeof routes.erasureCreate>, caller: Caller): Promise<Done> {
    const id = randomUUID();
    const at = new Date(this.clock()).toISOString();
    try {
      const { erased, exports } = await this.list.during(id, (tx) => this.eraseIn(tx, id, asked, caller));
      await this.show.soon();
      return { id, at, ...erased.extent, datasets: erased.datasets, exports };
    } catch (error) {
      if (!(error instanceof Held)) throw error;
      await this.refuse(error, asked, caller);
      throw new Problem('conflict', {
        detail: 'A legal hold keeps it (GDPR Art. 17(3)). Nothing was erased.',
        holds: error.holds,
      });
    }
  }

  private async eraseIn(
    tx: Transaction,
    id: string,
    { subject, ground, reason }: BodyOf<typeof routes.erasureCreate>,
    { id: actor, name }: Caller,
  ): Promise<{ erased: Erased; exports: ExportedCopy[] }> {
    await this.eraser.standStill(tx);
    const target = await this.subjects.resolve(subject, tx);
    const holds = await this.holds.on(target.places, tx);
    if (holds.length > 0) throw new Held(holds, target);
    const erased = await this.eraser.erase(target, { eventId: id, replayed: false }, tx);
    if (erased.keys.length === 0)
      throw new Problem('not_found', { detail: 'Nothing of this subject is kept.' });
    const { extent, datasets } = erased;
    const exports = await this.exports.of(datasets, tx);
    const data = { code: ground, class: target.class, ...extent, reason, datasets, exports };
    await this.ingest.recordWithin(
      tx,
      { type: 'subject.erased', data: withoutUndefined(data) },
      { id: actor, name },
      id,
    );
    await this.list.intend(id, erased);
    return { erased, exports };
  }

  /** A leaf of its own: that it was asked for and refused is on record. */
  private async refuse(
    { holds, target }: Held,
    { ground, reason }: BodyOf<typeof routes.erasureCreate>,
    { id, name }: Caller,
  ): Promise<void> {
    const data = {
      code: 'legal_hold',
      class: target.class,
      hold: holds[0]?.id,
      holds: holds.map((hold) => hold.id),
      ground,
      reason,
    };
    await this.ingest.record({ type: 'erasure.refused', data: withoutUndefined(data) }, { id, name });
  }
}

const withoutUndefined = (data: object) => JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
