import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { CLOCK, type Clock } from '../config.js';
import type { hold } from '../contract/erasure.js';
import { Problem } from '../contract/problem.js';
import type { BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import type { Caller } from '../http/route.js';
import { IngestService } from '../ingest/ingest.service.js';
import { type HoldRow, HoldStore } from './hold.store.js';
import { type Place, SubjectService } from './subject.service.js';

export type Hold = z.output<typeof hold>;

/** Legal holds: while one stands, nothing of the subject is erased. */
@Injectable()
export class HoldService {
  constructor(
    private readonly database: Database,
    private readonly store: HoldStore,
    private readonly subjects: SubjectService,
    private readonly ingest: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(): Promise<Hold[]> {
    return (await this.store.list()).map(holdOf);
  }

  /** Those in force on one of these places. */
  async on(places: readonly Place[], on: Transaction | Database): Promise<Hold[]> {
    const keys = places.map(({ pseudonym }) => Buffer.from(pseudonym, 'base64url'));
    return (await this.store.inForce(keys, on)).map(holdOf);
  }

  /** The event's transaction holds erasures off, so none overlooks a hold that was placed before it. */
  async place(
    { subject, reference, reason }: BodyOf<typeof routes.holdPlace>,
    caller: Caller,
  ): Promise<Hold> {
    const [{ kind, pseudonym }, ...others] = await this.subjects.locate(subject, this.database);
    const row = {
      id: randomUUID(),
      kind,
      subject_key: Buffer.from(pseudonym, 'base64url'),
      other_keys: others.map((place) => Buffer.from(place.pseudonym, 'base64url')),
      reference,
      reason,
      placed_at: new Date(this.clock()),
      placed_by: caller.name,
    };
    const data = { hold: row.id, class: kind, reference, reason, pseudonym };
    const actor = { id: caller.id, name: caller.name };
    await this.ingest.record({ type: 'hold.placed', data }, actor, (tx) => this.store.insert(row, tx));
    return holdOf({ ...row, lifted_at: null, lifted_by: null });
  }

  async lift(id: string, reason: string, caller: Caller): Promise<Hold> {
    const known = await this.store.find(id);
    if (!known) throw new Problem('not_found', { detail: 'There is no such hold.' });
    const actor = { id: caller.id, name: caller.name };
    const data = { hold: id, class: known.kind, reason };
    await this.ingest.record({ type: 'hold.lifted', data }, actor, async (tx) => {
      const lifted = await this.store.lift(id, new Date(this.clock()), actor.name, tx);
      if (!lifted) throw new Problem('conflict', { detail: 'It was lifted before.' });
    });
    return holdOf((await this.store.find(id)) ?? known);
  }
}

export const holdOf = (row: HoldRow): Hold => ({
  id: row.id,
  reference: row.reference,
  reason: row.reason,
  kind: row.kind,
  pseudonym: row.subject_key.toString('base64url'),
  placedAt: row.placed_at.toISOString(),
  placedBy: row.placed_by,
  liftedAt: row.lifted_at?.toISOString() ?? null,
  liftedBy: row.lifted_by,
});
