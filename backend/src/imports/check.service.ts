import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type { ImportOptions, ImportPreview } from '../contract/imports.js';
import { Keyring } from '../ledger/keyring.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import type { Batch, Located } from './batches.js';
import { mostErrors } from './door.js';
import { type Given, GivenService } from './given.service.js';
import { guessMapping } from './guess-mapping.js';
import { type ImportRow, ImportStore } from './import.store.js';
import { Meter } from './meter.js';
import { previewOf } from './preview.js';
import { readInThread } from './read-thread.js';
import type { GivenTask } from './reading.js';
import { SpoolFolder } from './spool.js';

const beatMs = 1000;
const trialRecords = 300;
const nothingSent = { accepted: 0, duplicates: 0, conflicts: 0, invalid: 0 };
const note = 'preview';

/** Reads without writing. */
@Injectable()
export class CheckService {
  constructor(
    private readonly store: ImportStore,
    private readonly spool: SpoolFolder,
    private readonly ledger: LedgerStore,
    private readonly keyring: Keyring,
    private readonly known: GivenService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The first records. */
  async trial(row: ImportRow, given: ImportOptions): Promise<ImportPreview> {
    const task = this.task(row, await this.known.complete(given));
    for await (const { end } of readInThread({ ...task, limit: trialRecords }))
      if (end) return this.preview(end);
    throw new Error('the reading ended without an end');
  }

  /** All of them; ends early when somebody else has a say. */
  async run(row: ImportRow, signal: AbortSignal): Promise<void> {
    const meter = new Meter(row.files.reduce((sum, { bytes }) => sum + bytes, 0));
    const known = { checked: 0, found: 0 };
    const errors: Located[] = [];
    const given = await this.known.complete(row.options);
    let beaten = performance.now();
    for await (const batch of readInThread(this.task(row, given))) {
      if (signal.aborted) return;
      meter.read(batch);
      errors.push(...batch.refused.slice(0, mostErrors - errors.length));
      known.checked += batch.names.length;
      known.found += await this.ledger.countKept(batch.names);
      if (batch.end) await this.finish(row.id, given, batch.end, known, errors);
      if (performance.now() - beaten < beatMs) continue;
      beaten = performance.now();
      if ((await this.store.beat(row.id, { progress: meter.progress(nothingSent) })) !== 'checking') return;
    }
  }

  private async finish(
    id: string,
    { options, tables }: Given,
    end: NonNullable<Batch['end']>,
    known: { checked: number; found: number },
    errors: readonly Located[],
  ): Promise<void> {
    const report = end.report && { ...end.report, known };
    const { problem } = end;
    await this.spool.keepNote(id, note, this.preview({ ...end, report }));
    await this.store.replaceErrors(id, errors);
    const source = report ? (options.source ?? report.format.name) : null;
    // What starts later reads with what this one read with, whatever is changed about the source meanwhile.
    const table = options.reasons ?? (report ? tables[report.format.name] : undefined);
    const frozen = table ? { ...options, reasons: table } : options;
    const change = { report, problem, source, progress: null, options: frozen };
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

  private task({ id, files }: ImportRow, { options: given, tables }: Given): GivenTask {
    return {
      files: this.spool.filesOf(id, files),
      given,
      tables,
      marks: null,
      skip: 0,
      dry: true,
      now: this.clock(),
    };
  }
}
