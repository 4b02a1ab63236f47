import type { ImportReport } from '../contract/imports.js';
import type { IngestAnswer } from '../ingest/ingest.service.js';
import { type Batch, type Located, locate } from './batches.js';
import type { Counts, ImportRow } from './import.store.js';
import { Refusals, withPointer } from './report.js';

/** Refused records and events of an import that are kept. */
export const mostErrors = 1000;

/** What became of the events of an import at the ledger's door. */
export class Door {
  readonly counts: Counts;
  /** Events that the ledger has acknowledged, in the order of the files. */
  sent: number;
  /** Records and events that were refused, as far as they are kept. */
  readonly errors: Located[];
  private readonly refusals = new Refusals();

  /** `kept`: what the door refused before a process ended. */
  constructor(row: Pick<ImportRow, 'counts' | 'sent'>, kept: readonly Located[]) {
    this.counts = { ...row.counts };
    this.sent = row.sent;
    this.errors = [...kept];
    for (const error of kept) this.refuse(error);
  }

  /** Whether it was refused here, and not by the reader of its format. */
  static isOwn({ message }: Located): boolean {
    return message.startsWith('conflict: ') || message.startsWith('invalid: ');
  }

  read({ refused }: Batch): void {
    this.errors.push(...refused.slice(0, Math.max(0, mostErrors - this.errors.length)));
  }

  took({ places, events }: Batch, answer: IngestAnswer): void {
    this.counts.accepted += answer.accepted;
    this.counts.duplicates += answer.duplicate;
    this.counts.conflicts += answer.conflict;
    this.counts.invalid += answer.invalid;
    this.sent = events;
    for (const { index, status, reason, pointer } of answer.receipts) {
      const at = places[index];
      if (!at || (status !== 'conflict' && status !== 'invalid')) continue;
      const error = locate({ at, reason: `${status}: ${reason ?? ''}`, pointer });
      this.refuse(error);
      if (this.errors.length < mostErrors) this.errors.push(error);
    }
  }

  private refuse({ file, record, line, pointer, message }: Located): void {
    this.refusals.add(withPointer(message, pointer), { file, record, line });
  }

  /** With what was refused here. */
  reportOf(report: ImportReport): ImportReport {
    return { ...report, refusals: [...report.refusals, ...this.refusals.list()] };
  }
}
