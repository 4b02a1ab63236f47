import { Injectable } from '@nestjs/common';
import type { Destination, QuietHours } from '../contract/alert-channels.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

export interface ChannelRow {
  id: string;
  name: string;
  kind: Destination['kind'];
  shown: string;
  sealed: Buffer;
  quiet: QuietHours | null;
  urgent_passes: boolean;
  /** Dataset versions that are built from then on are told to it; null: none. */
  datasets_from: Date | null;
  /** Until then the signing secret before signs too; null: there is none. */
  old_secret_until: Date | null;
  paused: boolean;
  created_at: Date;
}

const columns = sql`
  id, name, kind, shown, sealed, quiet, urgent_passes, datasets_from, old_secret_until, paused, created_at`;

@Injectable()
export class ChannelStore {
  constructor(private readonly database: Database) {}

  list(on: Transaction | Database = this.database): Promise<ChannelRow[]> {
    return on.query<ChannelRow>(sql`select ${columns} from alert_channel order by created_at, id`);
  }

  find(id: string, on: Transaction | Database = this.database): Promise<ChannelRow | undefined> {
    return on.one<ChannelRow>(sql`select ${columns} from alert_channel where id = ${id}`);
  }

  hold(id: string, tx: Transaction): Promise<ChannelRow | undefined> {
    return tx.one<ChannelRow>(sql`select ${columns} from alert_channel where id = ${id} for update`);
  }

  /** Those whose old secret has signed for long enough by then. */
  async withOldSecretUntil(at: Date): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(sql`
      select id from alert_channel where old_secret_until <= ${at} order by id`);
    return rows.map(({ id }) => id);
  }

  /** Which of these there are. */
  async known(ids: readonly string[], tx: Transaction): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(sql`
      select id from alert_channel where id = any(${ids}::text[]) for share`);
    return rows.map(({ id }) => id);
  }

  /** Makes it, or puts it in the place of the one with its id. */
  async put(row: ChannelRow, tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into alert_channel (${columns})
      values (
        ${row.id}, ${row.name}, ${row.kind}, ${row.shown}, ${row.sealed},
        ${row.quiet && JSON.stringify(row.quiet)}::jsonb, ${row.urgent_passes}, ${row.datasets_from},
        ${row.old_secret_until}, ${row.paused}, ${row.created_at})
      on conflict (id) do update
      set name = excluded.name, kind = excluded.kind, shown = excluded.shown, sealed = excluded.sealed,
        quiet = excluded.quiet, urgent_passes = excluded.urgent_passes,
        datasets_from = excluded.datasets_from, old_secret_until = excluded.old_secret_until, paused = excluded.paused`);
  }

  /** Rules no longer name it; what it was to be told goes with it. */
  async remove(id: string, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update alert_rule set channels = array_remove(channels, ${id}) where ${id} = any(channels)`);
    await tx.query(sql`delete from alert_channel where id = ${id}`);
  }
}
