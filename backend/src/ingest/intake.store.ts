import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';

export const intakeKinds = [
  'accepted',
  'duplicate',
  'conflict',
  'invalid',
  'rejected',
  'repeated',
  'unsigned',
] as const;
export type IntakeKind = (typeof intakeKinds)[number];
export type IntakeCounts = Record<IntakeKind, number>;

export interface IntakeRow extends IntakeCounts {
  source: string;
  /** UTC. */
  day: string;
}

/** What became of what each source sent, by the day on which it came. */
@Injectable()
export class IntakeStore {
  constructor(private readonly database: Database) {}

  async add(rows: readonly IntakeRow[]): Promise<void> {
    const names = sql.join(intakeKinds.map((kind) => sql.ident(kind)));
    const added = sql.join(
      intakeKinds.map(
        (kind) => sql`${sql.ident(kind)} = known.${sql.ident(kind)} + excluded.${sql.ident(kind)}`,
      ),
    );
    await this.database.query(sql`
      insert into intake_day as known (source, day, ${names})
      select source, day, ${names}
      from json_populate_recordset(null::intake_day, ${JSON.stringify(rows)}::json)
      order by source, day
      on conflict (source, day) do update set ${added}`);
  }

  /** From a day (UTC) on. */
  async since(day: Date): Promise<(IntakeCounts & { source: string })[]> {
    const sums = sql.join(
      intakeKinds.map((kind) => sql`sum(${sql.ident(kind)})::bigint as ${sql.ident(kind)}`),
    );
    return this.database.query(sql`
      select source, ${sums}
      from intake_day
      where day >= ${day}::date
      group by source`);
  }
}
