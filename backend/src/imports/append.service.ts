import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { Problem } from '../contract/problem.js';
import { isUnavailable } from '../db/unavailable.js';
import { product } from '../ingest/actor.js';
import { type IngestAnswer, IngestService } from '../ingest/ingest.service.js';
import type { Batch } from './batches.js';
import { Door, mostErrors } from './door.js';
import { type ImportRow, ImportStore } from './import.store.js';
import { Meter } from './meter.js';
import { readInThread } from './read-thread.js';
import { SpoolFolder } from './spool.js';

/** Batches that are being appended at once: one is checked while others are written. */
const atOnce = 3;
const beatMs = 1000;
const waitsMs = [500, 1000, 2000, 5000, 15_000];

/** The ledger takes nothing right now, and will again. */
export const isPassing = (error: unknown): boolean =>
  isUnavailable(error) || (error instanceof Problem && error.code === 'unavailable');

/** Lets an import into the ledger. */
@Injectable()
export class AppendService {
  constructor(
    private readonly store: ImportStore,
    private readonly spool: SpoolFolder,
    private readonly ingest: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Goes on after the last event that is known to be in the ledger. Files are read from their beginning: adapters
   * remember what came before, and the same bytes give the same events in the same order. What was under way when a
   * process ended is sent again and is a repeat.
   */
  async run(row: ImportRow, signal: AbortSignal): Promise<void> {
    const meter = new Meter(
      row.files.reduce((sum, { bytes }) => sum + bytes, 0),
      row.report?.records.read,
    );
    const door = new Door(row, (await this.store.errors(row.id)).filter(Door.isOwn));
    const underWay: { batch: Batch; answer: Promise<IngestAnswer> }[] = [];
    const settle = async () => {
      const first = underWay.shift();
      if (first) door.took(first.batch, await first.answer);
    };
    let beaten = performance.now();
    let end: Batch['end'];
    try {
      for await (const batch of readInThread(this.task(row))) {
        if (signal.aborted) break;
        meter.read(batch);
        door.read(batch);
        if (batch.texts.length > 0) {
          const answer = this.append(batch, meter, signal);
          answer.catch(() => undefined);
          underWay.push({ batch, answer });
        }
        if (underWay.length >= atOnce) await settle();
        end = batch.end;
        if (performance.now() - beaten < beatMs) continue;
        beaten = performance.now();
        const state = await this.beat(row, door, meter);
        if (state !== 'running') break;
      }
      while (underWay.length > 0) await settle();
    } finally {
      await this.beat(row, door, meter);
    }
    if (end?.report && !signal.aborted) await this.finish(row, door.reportOf(end.report), door, meter);
  }

  private beat(row: ImportRow, door: Door, meter: Meter) {
    const { sent, counts } = door;
    return this.store.beat(row.id, { sent, counts, progress: meter.progress(counts) });
  }

  /** While the ledger takes nothing, it is asked again and again. */
  private async append({ texts }: Batch, meter: Meter, signal: AbortSignal): Promise<IngestAnswer> {
    for (let tries = 0; ; tries++) {
      try {
        const answer = await this.ingest.acceptTexts(texts.map((text) => ({ text })));
        meter.waiting = null;
        return answer;
      } catch (error) {
        if (!isPassing(error) || signal.aborted) throw error;
        meter.waiting = 'The database takes nothing right now; it goes on by itself.';
        await pause(waitsMs[Math.min(tries, waitsMs.length - 1)], undefined, { signal });
      }
    }
  }

  private async finish(
    row: ImportRow,
    report: NonNullable<ImportRow['report']>,
    { counts, errors }: Door,
    meter: Meter,
  ): Promise<void> {
    const data = {
      import: row.id,
      import_source: row.source ?? '',
      format: report.format.name,
      entries: counts.accepted,
      conversations: report.conversations,
      handoffs: report.handoffs.explicit + report.handoffs.inferred,
      problems: report.records.refused + counts.conflicts + counts.invalid,
    };
    const known = row.report?.known ?? null;
    await this.ingest.record({ type: 'import.finished', data }, product, async (tx) => {
      const change = { report: { ...report, known }, progress: meter.progress(counts) };
      if (!(await this.store.move(row.id, ['running'], 'finished', change, tx)))
        throw new Problem('conflict', { detail: 'The import does not run any more.' });
      await this.store.setFinished(row.id, new Date(this.clock()), tx);
      await this.store.replaceErrors(row.id, errors.slice(0, mostErrors), tx);
    });
    await this.spool.remove(row.id);
  }

  /** What is in the ledger stays. */
  async cancel(row: ImportRow): Promise<void> {
    await this.spool.remove(row.id);
    const at = new Date(this.clock());
    await this.store.end(row.id, at);
  }

  private task({ id, files, options, report, sent }: ImportRow) {
    return {
      files: this.spool.filesOf(id, files),
      given: { ...options, format: report?.format.name },
      tables: {},
      marks: report?.format.marks ?? null,
      skip: sent,
      dry: false,
      repeated: report?.repeated,
      now: this.clock(),
    };
  }
}
