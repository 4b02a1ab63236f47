import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type { ImportOptions, ImportPreview } from '../contract/imports.js';
import { Keyring } from '../ledger/keyring.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import type { Batch, Located } from './batches.js';
import { guessMapping } from './guess-mapping.js';
import { type ImportRow, ImportStore } from './import.store.js';
import { Meter } from './meter.js';
import { previewOf } from './preview.js';
import { readInThread } from './read-thread.js';
import type { GivenTask } from './reading.js';
import { SpoolFolder } from './spool.js';

export const mostErrors = 1000;
const beatMs = 1000;
const trialRecords = 300;
const nothingSent = { accepted: 0, duplicates: 0, conflicts: 0, invalid: 0 };
const note = 'preview.json';

/** Reads without writing. */
@Injectable()
export class CheckService {
  constructor(
    private readonly store: ImportStore,
    private readonly spool: SpoolFolder,
    private readonly ledger: LedgerStore,
    private readonly keyring: Keyring,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The first records. */
  async trial(row: ImportRow, given: ImportOptions): Promise<ImportPreview> {
    for await (const { end } of readInThread({ ...this.task(row, given), limit: trialRecords }))
      if (end) return this.preview(end);
    throw new Error('the reading ended without an end');
  }

  /** All of them; ends early when somebody else has a say. */
  async run(row: ImportRow, signal: AbortSignal): Promise<void> {
    const meter = new Meter(row.files.reduce((sum, { bytes }) => sum + bytes, 0));
    const known = { checked: 0, found: 0 };
    const errors: Located[] = [];
    let beaten = performance.now();
    for await (const batch of readInThread(this.task(row, row.options))) {
      if (signal.aborted) return;
      meter.read(batch);
      errors.push(...batch.refused.slice(0, mostErrors - errors.length));
      known.checked += batch.names.length;
      known.found += await this.ledger.countKept(batch.names);
      if (batch.end) await this.finish(row, batch.end, known, errors);
      if (performance.now() - beaten < beatMs) continue;
      beaten = performance.now();
      if ((await this.store.beat(row.id, { progress: meter.progress(nothingSent) })) !== 'checking') return;
    }
  }

  private async finish(
    { id, options }: ImportRow,
    end: NonNullable<Batch['end']>,
    known: { checked: number; found: number },
    errors: readonly Located[],
  ): Promise<void> {
    const report = end.report && { ...end.report, known };
    const { problem } = end;
    await this.spool.keepNote(id, note, this.preview({ ...end, report }));
    await this.store.replaceErrors(id, errors);
    const source = report ? (options.source ?? report.format.name) : null;
    const change = { report, problem, source, progress: null };
    await this.store.move(id, ['checking'], report ? 'checked' : 'uploading', change);
  }

  private preview({
    report,
    problem,
    sample,
    unknownReasons,
    columns,
  }: NonNullable<Batch['end']>): ImportPreview {
    return {
      report,
      problem,
      conversations: sample.map((events) => previewOf(events, this.keyring)),
      unknownReasons,
      columns,
      guess: columns.length > 0 ? guessMapping(columns) : null,
    };
  }

  async kept(id: string): Promise<ImportPreview | undefined> {
    return (await this.spool.readNote(id, note)) as ImportPreview | undefined;
  }

  private task({ id, files }: ImportRow, given: ImportOptions): GivenTask {
    return {
      files: files.map(({ name, path }) => ({ name, path: this.spool.pathOf(id, path) })),
      given,
      marks: null,
      skip: 0,
      dry: true,
      now: this.clock(),
    };
  }
}
