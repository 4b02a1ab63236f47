import { Injectable } from '@nestjs/common';
import type { DatasetRequest } from '../contract/datasets.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { MaskCounts } from '../gaps/mask.js';
import { agreedIntent, suggestIntent } from '../gaps/suggest-intent.js';
import { type Candidate, columns, type Example } from './example.js';
import { batchRows } from './formats/format.js';
import type { Manifest } from './manifest.js';
import { selectCandidates } from './select.js';

export interface DatasetRow {
  id: string;
  name: string;
  version: number;
  built_at: Date;
  built_by: string;
  manifest: Manifest;
}

interface CandidateRow {
  handoff_key: Buffer;
  conversation_key: Buffer;
  event_uid: string;
  at: Date;
  source: string;
  language: string | null;
  reason: string | null;
  resolved_intent: string | null;
  text: string | null;
  masked: MaskCounts;
  gap: string;
  gap_type: string;
  gap_name: string;
  gap_named: boolean;
  gap_terms: string[];
  gap_intent: string | null;
  gap_intent_share: number | null;
}

const version = sql`dataset.id, dataset.name, dataset.version, dataset.built_at, dataset.built_by, dataset.manifest`;

/** Dataset versions and what may go into one. */
@Injectable()
export class DatasetStore {
  constructor(private readonly database: Database) {}

  async candidates(
    request: DatasetRequest,
    tx: Transaction,
  ): Promise<{ candidate: Candidate; masked: MaskCounts }[]> {
    const rows = await tx.query<CandidateRow>(selectCandidates(request));
    return rows.map((row) => ({ candidate: candidateOf(row), masked: row.masked }));
  }

  list(): Promise<DatasetRow[]> {
    return this.database.query<DatasetRow>(sql`
      select ${version}
      from dataset
      order by built_at desc, name, version desc`);
  }

  find(id: string, tx: Transaction | Database = this.database): Promise<DatasetRow | undefined> {
    return tx.one<DatasetRow>(sql`select ${version} from dataset where id = ${id}`);
  }

  /** Held until the transaction ends. */
  async lock(tx: Transaction): Promise<void> {
    await tx.lock('datasets.build');
  }

  async nextVersion(name: string, tx: Transaction): Promise<number> {
    const row = await tx.one<{ next: number }>(sql`
      select coalesce(max(version), 0) + 1 as next
      from dataset
      where name = ${name}`);
    return row?.next ?? 1;
  }

  async insert(row: DatasetRow, examples: readonly Example[], tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into dataset (id, name, version, built_at, built_by, manifest)
      values (
        ${row.id}, ${row.name}, ${row.version}, ${row.built_at}, ${row.built_by},
        ${JSON.stringify(row.manifest)}::jsonb)`);
    for (let first = 0; first < examples.length; first += batchRows) {
      const batch = examples.slice(first, first + batchRows);
      const values = columns.map((name) => sql`${batch.map((example) => example[name])}::text[]`);
      await tx.query(sql`
        insert into dataset_example (dataset_id, row_no, ${sql.join(columns.map((name) => sql.ident(name)))})
        select ${row.id}, ${first} + given.place - 1, ${sql.join(columns.map((name) => sql.ident(`given.${name}`)))}
        from unnest(${sql.join(values)}) with ordinality
          as given (${sql.join(columns.map((name) => sql.ident(name)))}, place)`);
    }
  }

  /** The examples in their order, a batch at a time. */
  async *examples(id: string, on: Transaction | Database = this.database): AsyncGenerator<Example[]> {
    let after = -1;
    for (;;) {
      const batch = await this.page(id, after, batchRows, on);
      // Rows of the erased are missing between the others.
      if (batch.length > 0) yield batch.map(({ row_no: _, ...example }) => example);
      const last = batch.at(-1);
      if (!last || batch.length < batchRows) return;
      after = last.row_no;
    }
  }

  /** Rows after this one; -1: from the first. */
  page(
    id: string,
    after: number,
    limit: number,
    on: Transaction | Database = this.database,
  ): Promise<(Example & { row_no: number })[]> {
    return on.query(sql`
      select row_no, ${sql.join(columns.map((name) => sql.ident(name)))}
      from dataset_example
      where dataset_id = ${id} and row_no > ${after}
      order by row_no
      limit ${limit}`);
  }

  /** The conversations that these handoffs belong to, to find their ledger entries. */
  async conversationsOf(handoffs: readonly string[]): Promise<Buffer[]> {
    const rows = await this.database.query<{ conversation_key: Buffer }>(sql`
      select distinct conversation_key
      from escalation
      where handoff_key = any(${handoffs.map((key) => Buffer.from(key, 'base64url'))}::bytea[])`);
    return rows.map((row) => row.conversation_key);
  }
}

function candidateOf(row: CandidateRow): Candidate {
  const resolvedIntent =
    row.gap_intent === null ? null : { name: row.gap_intent, share: row.gap_intent_share ?? 0 };
  const gap = { id: row.gap, named: row.gap_named, name: row.gap_name, terms: row.gap_terms, resolvedIntent };
  const label = suggestIntent(gap);
  const isKnown = gap.named || agreedIntent(gap) !== null;
  return {
    handoff: row.handoff_key.toString('base64url'),
    conversation: row.conversation_key.toString('base64url'),
    event: row.event_uid,
    at: row.at.getTime(),
    source: row.source,
    language: row.language,
    reason: row.reason,
    resolvedIntent: row.resolved_intent,
    text: row.text,
    gap: row.gap,
    gapName: row.gap_name,
    gapType: row.gap_type,
    gapIntent: isKnown ? label : null,
    gapLabel: label,
  };
}
