import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Manifest } from './manifest.js';

/** A dataset and how many of its rows are meant. */
export interface DatasetPart {
  id: string;
  name: string;
  version: number;
  examples: number;
}

/** What examples were taken from: keys in base64url. */
export interface Owners {
  handoffs: readonly string[];
  /** Of turns. */
  conversations: readonly string[];
}

const isOf = ({ handoffs, conversations }: Owners) => sql`
  (dataset_example.handoff = any(${handoffs}::text[]) or dataset_example.conversation = any(${conversations}::text[]))`;

/** Rows of datasets that are still held, by the handoffs and conversations that they were taken from. */
@Injectable()
export class AmendmentStore {
  constructor(private readonly database: Database) {}

  async holding(owners: Owners, on: Transaction | Database = this.database): Promise<DatasetPart[]> {
    return on.query(sql`
      select dataset.id, dataset.name, dataset.version, count(*) as examples
      from dataset_example
      join dataset on dataset.id = dataset_example.dataset_id
      where ${isOf(owners)}
      group by dataset.id
      order by dataset.id`);
  }

  /** Gives the ids of the examples that are gone, by dataset. */
  async remove(owners: Owners, tx: Transaction): Promise<Map<string, string[]>> {
    const rows = await tx.query<{ dataset_id: string; ids: string[] }>(sql`
      with gone as (
        delete from dataset_example
        where ${isOf(owners)}
        returning dataset_id, id
      )
      select dataset_id, array_agg(id order by id) as ids
      from gone
      group by dataset_id`);
    return new Map(rows.map(({ dataset_id, ids }) => [dataset_id, ids]));
  }

  async amend(id: string, amended: NonNullable<Manifest['amended']>, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update dataset
      set manifest = jsonb_set(manifest, '{amended}', ${JSON.stringify(amended)}::jsonb)
      where id = ${id}`);
  }

  /** Those whose files were not measured since rows were taken out. */
  async unsettled(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(sql`
      select id
      from dataset
      where manifest -> 'amended' ->> 'digest' is null and manifest ? 'amended'
      order by id`);
    return rows.map((row) => row.id);
  }

  /** Takes the names of builders away whose decisions were erased. */
  async forgetBuilders(ids: readonly string[], name: string, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update dataset
      set built_by = ${name}
      where id = any(${ids}::text[])`);
  }
}
