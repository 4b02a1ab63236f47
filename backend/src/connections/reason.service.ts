import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type { AnswerOf, BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import type { Actor } from '../ingest/actor.js';
import { IngestService } from '../ingest/ingest.service.js';
import { sources } from '../sources/registry.js';
import { ConnectionStore } from './connection.store.js';
import { ReasonStore } from './reason.store.js';

type Answer = AnswerOf<typeof routes.sourceReasons>;

/** What a source's own words for a reason mean. */
@Injectable()
export class ReasonService {
  constructor(
    private readonly database: Database,
    private readonly connections: ConnectionStore,
    private readonly store: ReasonStore,
    private readonly ingest: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(source: string): Promise<Answer> {
    const connection = await this.connections.find(source);
    // Without a connection the name may be the format's own, as `baton import` has it.
    const known = sources.get(connection?.format ?? source)?.reasons ?? {};
    const own = await this.store.list(source);
    return {
      own: own.map(({ raw, reason, changed_at }) => ({ raw, reason, changedAt: changed_at.toISOString() })),
      format: Object.entries(known).map(([raw, reason]) => ({ raw, reason })),
    };
  }

  async change(
    source: string,
    { changes }: BodyOf<typeof routes.sourceReasonsChange>,
    { id, name }: Actor,
  ): Promise<Answer> {
    await this.database.transaction(async (tx) => {
      await this.store.change(source, changes, new Date(this.clock()), tx);
      const data = { code: 'reasons_changed', connection: source, changes };
      await this.ingest.recordWithin(tx, { type: 'source.changed', data }, { id, name });
    });
    return this.list(source);
  }
}
