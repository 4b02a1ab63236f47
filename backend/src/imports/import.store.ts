import { Injectable } from '@nestjs/common';
import type { ImportOptions, ImportProgress, ImportReport, ImportState } from '../contract/imports.js';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import type { Actor } from '../ingest/actor.js';
import type { Located } from './batches.js';
import type { Packing } from './unpack.js';

export interface KeptFile {
  name: string;
  bytes: number;
  sha256: string;
  packing: Packing;
  /** Its name in the import's folder. */
  path: string;
  /** What it is sealed with, sealed; gone with the file. */
  key?: string;
}

/** What the ledger said of the events that were sent. */
export interface Counts {
  accepted: number;
  duplicates: number;
  conflicts: number;
  invalid: number;
}

export interface ImportRow {
  id: string;
  state: ImportState;
  files: KeptFile[];
  options: ImportOptions;
  source: string | null;
  created_at: Date;
  actor_id: string;
  actor: string;
  started_at: Date | null;
  finished_at: Date | null;
  sent: number;
  counts: Counts;
  progress: ImportProgress | null;
  report: ImportReport | null;
  problem: string | null;
  errors: number;
}

/** How far a running import is. */
export interface Checkpoint {
  sent: number;
  counts: Counts;
  progress: ImportProgress;
}

/** What changes with the state of an import. */
type Change = Partial<Pick<ImportRow, 'options' | 'source' | 'report' | 'problem' | 'progress'>>;

const rows = sql`
  select import.id, state, files, options, source, created_at, actor_id, actor, started_at, finished_at, sent, counts,
    progress, report, problem, (select count(*)::int from import_error where import_id = import.id) as errors
  from import`;

/** Without the keys of files that are gone. */
const filesWithoutKeys = sql`
  coalesce((select jsonb_agg(file - 'key' order by place) from jsonb_array_elements(files) with ordinality as one (file, place)), '[]')`;

const json = (value: unknown): string => JSON.stringify(value);

@Injectable()
export class ImportStore {
  constructor(private readonly database: Database) {}

  async list(limit: number): Promise<ImportRow[]> {
    return this.database.query<ImportRow>(sql`${rows} order by created_at desc limit ${limit}`);
  }

  async find(id: string): Promise<ImportRow | undefined> {
    return this.database.one<ImportRow>(sql`${rows} where import.id = ${id}`);
  }

  async add(id: string, actor: Actor, at: Date): Promise<void> {
    await this.database.query(sql`
      insert into import (id, state, created_at, actor_id, actor)
      values (${id}, 'uploading', ${at}, ${actor.id}, ${actor.name})`);
  }

  /** Unless its state is another one meanwhile. */
  async addFile(id: string, file: KeptFile): Promise<boolean> {
    const row = await this.database.one(sql`
      update import
      set files = files || ${json([file])}::jsonb, state = 'uploading', report = null, problem = null
      where id = ${id} and state in ('uploading', 'checked')
      returning id`);
    return row !== undefined;
  }

  /** From one of these states to another; false when it is in none of them. Begins to beat where it is worked on. */
  async move(
    id: string,
    from: readonly ImportState[],
    to: ImportState,
    change: Change = {},
    on: Transaction | Database = this.database,
  ): Promise<boolean> {
    const isWorkedOn = to === 'checking' || to === 'running' || to === 'cancelling';
    const sets: Sql[] = [
      sql`state = ${to}`,
      isWorkedOn ? sql`beat_at = coalesce(beat_at, now())` : sql`beat_at = null`,
    ];
    if (change.options) sets.push(sql`options = ${json(change.options)}::jsonb`);
    if (change.source !== undefined) sets.push(sql`source = ${change.source}`);
    if (change.problem !== undefined) sets.push(sql`problem = ${change.problem}`);
    if (change.report !== undefined) sets.push(sql`report = ${json(change.report)}::jsonb`);
    if (change.progress !== undefined) sets.push(sql`progress = ${json(change.progress)}::jsonb`);
    const row = await on.query(sql`
      update import
      set ${sql.join(sets)}
      where id = ${id} and state = any(${from}::text[])
      returning id`);
    return row.length > 0;
  }

  async setStarted(id: string, at: Date, tx: Transaction): Promise<void> {
    await tx.query(sql`update import set started_at = coalesce(started_at, ${at}) where id = ${id}`);
  }

  /** A cancelled one whose files are gone. */
  async end(id: string, at: Date): Promise<void> {
    await this.database.query(sql`
      update import
      set state = 'cancelled', finished_at = ${at}, beat_at = null, files = ${filesWithoutKeys}
      where id = ${id} and state = 'cancelling'`);
  }

  async setFinished(id: string, at: Date, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update import
      set finished_at = ${at}, files = ${filesWithoutKeys}
      where id = ${id}`);
  }

  /** Keeps how far it is; gives the state that somebody else may have asked for. */
  async beat(
    id: string,
    at: Partial<Checkpoint> & Pick<Checkpoint, 'progress'>,
  ): Promise<ImportState | undefined> {
    const row = await this.database.one<{ state: ImportState }>(sql`
      update import
      set beat_at = now(), progress = ${json(at.progress)}::jsonb, sent = coalesce(${at.sent ?? null}::bigint, sent),
        counts = coalesce(${at.counts ? json(at.counts) : null}::jsonb, counts)
      where id = ${id}
      returning state`);
    return row?.state;
  }

  /** Whoever goes on need not wait until it is sure that nobody does. */
  async letGo(id: string): Promise<void> {
    await this.database.query(sql`update import set beat_at = to_timestamp(0) where id = ${id}`);
  }

  /** Those that nobody has worked on for so long; each is given to one caller only. */
  async takeAbandoned(ids: readonly string[], silentSeconds: number): Promise<string[]> {
    const taken = await this.database.query<{ id: string }>(sql`
      update import
      set beat_at = now()
      where id = any(${ids}::text[]) and state in ('checking', 'running', 'cancelling')
        and beat_at < now() - make_interval(secs => ${silentSeconds})
      returning id`);
    return taken.map(({ id }) => id);
  }

  async replaceErrors(
    id: string,
    errors: readonly Located[],
    on: Transaction | Database = this.database,
  ): Promise<void> {
    await on.query(sql`delete from import_error where import_id = ${id}`);
    const column = <T>(read: (error: Located) => T): T[] => errors.map(read);
    await on.query(sql`
      insert into import_error (import_id, no, file, record, line, pointer, message)
      select ${id}, given.*
      from unnest(
        ${errors.map((_, no) => no)}::int[],
        ${column((error) => error.file)}::text[],
        ${column((error) => error.record)}::int[],
        ${column((error) => error.line)}::int[],
        ${column((error) => error.pointer)}::text[],
        ${column((error) => error.message)}::text[]
      ) as given`);
  }

  async errors(id: string): Promise<Located[]> {
    return this.database.query<Located>(sql`
      select file, record, line, pointer, message
      from import_error
      where import_id = ${id}
      order by no`);
  }

  async remove(id: string): Promise<void> {
    await this.database.query(sql`delete from import where id = ${id}`);
  }

  /** Ids of those whose files are still needed. */
  async open(): Promise<string[]> {
    const found = await this.database.query<{ id: string }>(
      sql`select id from import where state not in ('finished', 'cancelled')`,
    );
    return found.map(({ id }) => id);
  }

  /** Reports from before `old`, and what was brought before `idle` and never started. */
  async purge(old: Date, idle: Date): Promise<void> {
    await this.database.query(sql`
      delete from import
      where (state in ('finished', 'cancelled', 'failed') and coalesce(finished_at, created_at) < ${old})
        or (started_at is null and state in ('uploading', 'checked', 'failed') and created_at < ${idle})`);
  }
}
