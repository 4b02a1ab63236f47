import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Look } from './look.js';

interface LookRow extends Pick<Look, 'at' | 'via' | 'action' | 'kind' | 'key' | 'purpose'> {
  id: number;
  actor_id: string;
  actor_name: string;
}

/** Looks that are not in the ledger yet. What was inserted is durable when the insert returns. */
@Injectable()
export class RecordViewStore {
  constructor(private readonly database: Database) {}

  async add({ at, actor, via, action, kind, key, purpose }: Look): Promise<void> {
    await this.database.query(sql`
      insert into record_view (at, actor_id, actor_name, via, action, kind, key, purpose)
      values (${at}, ${actor.id}, ${actor.name}, ${via}, ${action}, ${kind}, ${key}, ${purpose})`);
  }

  /** Those that have waited longest, in order. */
  async waiting(limit: number): Promise<(Look & { id: number })[]> {
    const rows = await this.database.query<LookRow>(sql`
      select id, at, actor_id, actor_name, via, action, kind, key, purpose
      from record_view
      order by id
      limit ${limit}`);
    return rows.map(({ actor_id, actor_name, ...look }) => ({
      ...look,
      actor: { id: actor_id, name: actor_name },
    }));
  }

  /** Gives how many of them were still there. Waits for whoever is taking one of them. */
  async take(ids: readonly number[], tx: Transaction): Promise<number> {
    const taken = await tx.query(sql`delete from record_view where id = any(${ids}::bigint[]) returning id`);
    return taken.length;
  }
}
