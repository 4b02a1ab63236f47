import type { ImportProgress } from '../contract/imports.js';
import type { Batch } from './batches.js';
import type { Counts } from './import.store.js';

/** Before this many seconds a rate says nothing. */
const leastSeconds = 2;

/** How far a reading is, how fast, and how long it will take. */
export class Meter {
  private refusedRecords = 0;
  private bytes = 0;
  private records = 0;
  private events = 0;
  /** From when on events were sent: what is read again after a crash goes much faster. */
  private began: { at: number; bytes: number; events: number } | undefined;
  waiting: string | null = null;

  /**
   * `totalRecords`: of a check before, where there was one. What is read of a packed file runs far ahead of what is in;
   * with it, bytes are those of the records that are.
   */
  constructor(
    private readonly totalBytes: number,
    private readonly totalRecords: number = 0,
    private readonly now: () => number = () => performance.now(),
  ) {}

  read({ bytes, records, events, refused, texts, names }: Batch): void {
    if (texts.length > 0 || names.length > 0)
      this.began ??= { at: this.now(), bytes: this.bytes, events: this.events };
    this.refusedRecords += refused.length;
    const isIn = this.totalRecords > 0 ? (this.totalBytes * records) / this.totalRecords : bytes;
    this.bytes = Math.min(Math.round(isIn), this.totalBytes);
    this.records = records;
    this.events = events;
  }

  progress({ accepted, duplicates, conflicts, invalid }: Counts): ImportProgress {
    const { bytes, records, events, totalBytes, began, waiting } = this;
    const seconds = began ? (this.now() - began.at) / 1000 : 0;
    const isTelling = began !== undefined && seconds >= leastSeconds;
    const bytesPerSecond = isTelling ? (bytes - began.bytes) / seconds : 0;
    return {
      bytes,
      totalBytes,
      records,
      events,
      accepted,
      duplicates,
      refused: this.refusedRecords + conflicts + invalid,
      rate: isTelling ? Math.round((events - began.events) / seconds) : null,
      secondsLeft: bytesPerSecond > 0 ? Math.round((totalBytes - bytes) / bytesPerSecond) : null,
      waiting,
    };
  }
}
