import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { csvLine } from '../access-log/csv.js';
import { CLOCK, type Clock, CONFIG, type Config } from '../config.js';
import type { ImportJob, ImportOptions, ImportPreview } from '../contract/imports.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import type { BodyStream, Caller } from '../http/route.js';
import { type Decision, IngestService } from '../ingest/ingest.service.js';
import { patiently } from '../ingest/patient.js';
import { sources } from '../sources/registry.js';
import { CheckService } from './check.service.js';
import { guessMapping } from './guess-mapping.js';
import { type ImportRow, ImportStore } from './import.store.js';
import { digestOf, jobOf } from './import-answer.js';
import { checkOptions, columnsIn } from './reading.js';
import { RunService } from './run.service.js';
import { SpoolFolder } from './spool.js';

const shown = 50;
const mostFiles = 500;

/** Files that somebody brings: read without writing first, then into the ledger. */
@Injectable()
export class ImportService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly store: ImportStore,
    private readonly spool: SpoolFolder,
    private readonly checks: CheckService,
    private readonly runs: RunService,
    private readonly ingest: IngestService,
  ) {}

  async list(): Promise<AnswerOf<typeof routes.importList>> {
    const [rows, taken] = await Promise.all([this.store.list(shown), this.spool.taken()]);
    return {
      items: rows.map(jobOf),
      formats: [...sources.values()].map(({ name, describes, isTable }) => ({
        name,
        describes,
        isTable: isTable === true,
      })),
      room: { most: this.config.importBytes, taken },
      keptDays: this.config.importDays,
    };
  }

  async get(id: string): Promise<ImportJob> {
    return jobOf(await this.find(id));
  }

  async create(caller: Caller): Promise<ImportJob> {
    const id = `m${randomBytes(5).toString('hex')}`;
    await this.store.add(id, caller, new Date(this.clock()));
    return this.get(id);
  }

  async upload(id: string, name: string, { stream, contentEncoding }: BodyStream): Promise<ImportJob> {
    const row = await this.find(id);
    if (row.state !== 'uploading' && row.state !== 'checked') throw stateConflict(row);
    if (row.files.length >= mostFiles)
      throw new Problem('too_large', { detail: `An import has at most ${mostFiles} files.` });
    if (contentEncoding !== undefined && contentEncoding !== 'identity')
      throw new Problem('unsupported_media', {
        detail: 'Send the file as it is; gzip and zip are unpacked here.',
      });
    let received = 0;
    stream.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    stream.pause();
    const spooled = await this.spool.write(
      id,
      patiently(stream, stream, () => received),
    );
    const kept = await this.store.addFile(id, { name: plainName(name), ...spooled });
    if (!kept) throw stateConflict(await this.find(id));
    return this.get(id);
  }

  async columns(text: string): Promise<AnswerOf<typeof routes.importColumns>> {
    const columns = await columnsIn(text);
    return { columns, guess: guessMapping(columns) };
  }

  /** What the first records give with these options. */
  async trial(id: string, options: ImportOptions): Promise<ImportPreview> {
    checkOptions(options);
    const row = await this.find(id);
    this.expectFiles(row);
    return this.checks.trial(row, options);
  }

  async check(id: string, options: ImportOptions): Promise<ImportJob> {
    checkOptions(options);
    const row = await this.find(id);
    this.expectFiles(row);
    const change = { options, report: null, problem: null, progress: null };
    const moved =
      row.started_at === null &&
      (await this.store.move(id, ['uploading', 'checked', 'failed'], 'checking', change));
    if (!moved) throw stateConflict(row);
    this.runs.begin(id);
    return this.get(id);
  }

  async preview(id: string): Promise<ImportPreview> {
    await this.find(id);
    const kept = await this.checks.kept(id);
    if (kept) return kept;
    throw new Problem('not_found', {
      detail: 'Nothing is kept of its files: they are not checked yet, or deleted.',
    });
  }

  async errors(id: string): Promise<string> {
    await this.find(id);
    const rows = await this.store.errors(id);
    const lines = rows.map(({ file, record, line, pointer, message }) =>
      csvLine([file, record, line, pointer, message]),
    );
    return [csvLine(['file', 'record', 'line', 'field', 'message']), ...lines].join('');
  }

  async start(id: string, caller: Caller): Promise<ImportJob> {
    const row = await this.find(id);
    if (row.report === null || (row.state !== 'checked' && row.state !== 'failed')) throw stateConflict(row);
    this.expectFiles(row);
    const { id: actor, name } = caller;
    const decision = decisionOf('import.started', row);
    await this.ingest.record(decision, { id: actor, name }, async (tx) => {
      if (!(await this.store.move(id, ['checked', 'failed'], 'running', { problem: null }, tx)))
        throw stateConflict(row);
      await this.store.setStarted(id, new Date(this.clock()), tx);
    });
    this.runs.begin(id);
    return this.get(id);
  }

  /** What never started is forgotten; what runs is stopped, and what is in the ledger stays. */
  async cancel(id: string, caller: Caller): Promise<ImportJob> {
    const row = await this.find(id);
    if (row.started_at === null) {
      if (!(await this.store.move(id, ['uploading', 'checking', 'checked', 'failed'], 'cancelled')))
        throw stateConflict(row);
      await this.runs.stop(id);
      await this.spool.remove(id);
      await this.store.remove(id);
      return { ...jobOf(row), state: 'cancelled' };
    }
    const { id: actor, name } = caller;
    await this.ingest.record(decisionOf('import.cancelled', row), { id: actor, name }, async (tx) => {
      if (!(await this.store.move(id, ['running', 'failed'], 'cancelling', {}, tx))) throw stateConflict(row);
    });
    this.runs.begin(id);
    return this.get(id);
  }

  private async find(id: string): Promise<ImportRow> {
    const row = await this.store.find(id);
    if (!row) throw new Problem('not_found', { detail: `There is no import ${id}` });
    return row;
  }

  private expectFiles({ files }: ImportRow): void {
    if (files.length === 0) throw new Problem('conflict', { detail: 'It has no file yet.' });
  }
}

function decisionOf(type: 'import.started' | 'import.cancelled', row: ImportRow): Decision {
  return {
    type,
    data: {
      import: row.id,
      import_source: row.source ?? '',
      format: row.report?.format.name ?? '',
      digest: digestOf(row.files),
      files: row.files.map(({ bytes, sha256 }) => ({ bytes, sha256 })),
    },
  };
}

const stateConflict = ({ state }: ImportRow) =>
  new Problem('conflict', { detail: `The import is ${state}: this cannot be done now.` });

/** Its last part, without what could not be shown. */
const plainName = (name: string): string =>
  (name.split(/[/\\]/).at(-1) ?? '').replace(/\p{C}/gu, '').slice(0, 200).toWellFormed() || 'file';
