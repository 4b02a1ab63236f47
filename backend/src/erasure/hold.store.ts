import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

export interface HoldRow {
  id: string;
  kind: 'customer' | 'conversation';
  subject_key: Buffer;
  /** Of a customer: pseudonyms of other spellings of the same address or number. */
  other_keys: Buffer[];
  reference: string;
  reason: string;
  placed_at: Date;
  placed_by: string;
  lifted_at: Date | null;
  lifted_by: string | null;
}

const columns = sql`
  id, kind, subject_key, other_keys, reference, reason, placed_at, placed_by, lifted_at, lifted_by`;

/** Legal holds; whom they protect is kept as a pseudonym. */
@Injectable()
export class HoldStore {
  constructor(private readonly database: Database) {}

  /** Those in force first, the latest of each first. */
  list(): Promise<HoldRow[]> {
    return this.database.query<HoldRow>(sql`
      select ${columns}
      from legal_hold
      order by lifted_at is not null, placed_at desc, id`);
  }

  find(id: string, on: Transaction | Database = this.database): Promise<HoldRow | undefined> {
    return on.one<HoldRow>(sql`select ${columns} from legal_hold where id = ${id}`);
  }

  /** Those in force on one of these pseudonyms, whose length and making keep the two kinds apart. */
  inForce(keys: readonly Buffer[], on: Transaction | Database = this.database): Promise<HoldRow[]> {
    return on.query<HoldRow>(sql`
      select ${columns}
      from legal_hold
      where lifted_at is null
        and (subject_key = any(${keys}::bytea[]) or other_keys && ${keys}::bytea[])
      order by placed_at, id`);
  }

  async anyInForce(on: Transaction | Database = this.database): Promise<boolean> {
    const row = await on.one<{ held: boolean }>(sql`
      select exists (select from legal_hold where lifted_at is null) as held`);
    return row?.held ?? true;
  }

  async insert(row: Omit<HoldRow, 'lifted_at' | 'lifted_by'>, tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into legal_hold (
        id, kind, subject_key, other_keys, reference, reason, placed_at, placed_by)
      values (
        ${row.id}, ${row.kind}, ${row.subject_key}, ${row.other_keys}::bytea[], ${row.reference},
        ${row.reason}, ${row.placed_at}, ${row.placed_by})`);
  }

  /** Gives whether it was in force. */
  async lift(id: string, at: Date, by: string, tx: Transaction): Promise<boolean> {
    const rows = await tx.query(sql`
      update legal_hold
      set lifted_at = ${at}, lifted_by = ${by}
      where id = ${id} and lifted_at is null
      returning id`);
    return rows.length > 0;
  }

  /** Takes the name of somebody who was erased away from the holds that they placed and lifted. */
  async forgetActor(
    placed: readonly string[],
    lifted: readonly string[],
    name: string,
    tx: Transaction,
  ): Promise<void> {
    await tx.query(sql`
      update legal_hold
      set placed_by = ${name}, reason = ${name}
      where id = any(${placed}::text[])`);
    await tx.query(sql`
      update legal_hold
      set lifted_by = ${name}
      where id = any(${lifted}::text[])`);
  }
}
