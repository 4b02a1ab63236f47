import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { type DatasetRequest, type datasetVersion, kindOf } from '../contract/datasets.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { intentOf } from '../gaps/describe/suggest-intent.js';
import { common } from '../gaps/intent.store.js';
import type { MaskCounts } from '../gaps/words/mask.js';
import type { Candidate } from './example.js';
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
  words: string | null;
  reply: string | null;
  consented: boolean;
  masked: MaskCounts;
  gap: string;
  gap_type: string;
  gap_name: string;
  gap_named: boolean;
  gap_terms: string[];
  gap_intent: string | null;
  gap_intent_share: number | null;
  gap_reviewed: string | null;
  gap_reviewed_share: number | null;
  reviewed_by: string | null;
  named_by: string | null;
  placed_by: string | null;
  label: string | null;
  labelled_by: string | null;
  confirmed: string | null;
}

const version = sql`dataset.id, dataset.name, dataset.version, dataset.built_at, dataset.built_by, dataset.manifest`;

/** Dataset versions, without their examples, and what may go into one. */
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

  async insert(row: DatasetRow, tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into dataset (id, name, version, built_at, built_by, manifest)
      values (
        ${row.id}, ${row.name}, ${row.version}, ${row.built_at}, ${row.built_by},
        ${JSON.stringify(row.manifest)}::jsonb)`);
  }

  findLatest(name: string): Promise<DatasetRow | undefined> {
    return this.database.one<DatasetRow>(sql`
      select ${version} from dataset where name = ${name} order by dataset.version desc limit 1`);
  }

  /** A version by its number. */
  findVersion(name: string, number: number): Promise<DatasetRow | undefined> {
    return this.database.one<DatasetRow>(sql`
      select ${version} from dataset where name = ${name} and version = ${number}`);
  }
}

export const versionOf = (row: DatasetRow): z.output<typeof datasetVersion> => ({
  id: row.id,
  name: row.name,
  version: row.version,
  builtAt: row.built_at.toISOString(),
  builtBy: row.built_by,
  examples: row.manifest.counts.examples - (row.manifest.amended?.removed ?? 0),
  labels: row.manifest.counts.labels.length,
  digest: row.manifest.digest,
  kind: kindOf(row.manifest.request),
});

function candidateOf(row: CandidateRow): Candidate {
  const resolvedIntent = common(row.gap_intent, row.gap_intent_share);
  const gap = { id: row.gap, named: row.gap_named, name: row.gap_name, terms: row.gap_terms, resolvedIntent };
  const { intent, from } = intentOf(gap, common(row.gap_reviewed, row.gap_reviewed_share));
  return {
    handoff: row.handoff_key.toString('base64url'),
    conversation: row.conversation_key.toString('base64url'),
    event: row.event_uid,
    at: row.at.getTime(),
    source: row.source,
    language: row.language,
    reason: row.reason,
    resolvedIntent: row.resolved_intent,
    confirmed: row.confirmed,
    consented: row.consented,
    text: row.text,
    answer: row.words,
    reply: row.reply,
    gap: row.gap,
    gapName: row.gap_name,
    gapType: row.gap_type,
    gapIntent: from === 'terms' ? null : intent,
    gapLabel: intent,
    named: from === 'reviewed' ? row.reviewed_by : row.named_by,
    placed: row.placed_by,
    said: row.labelled_by === null ? null : { intent: row.label, decision: row.labelled_by },
  };
}
