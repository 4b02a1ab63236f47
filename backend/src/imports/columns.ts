import type { PreviewColumn } from '../contract/imports.js';
import type { FileRecord } from '../sources/source.js';
import { dateOrderIn } from '../sources/times.js';

const shownSamples = 3;
const sampleCharacters = 80;
/** A column with more values than this is not one of a few words. */
const mostValues = 12;
const rowsLookedAt = 5000;
const mostColumns = 200;

interface Seen {
  samples: string[];
  /** One of the samples says which number of a date is the day. */
  tellsOrder: boolean;
  /** Undefined: there are too many. */
  values: Set<string> | undefined;
}

/** The columns of a table with a few of their cells, from its first rows. */
export class Columns {
  private readonly columns = new Map<string, Seen>();
  private rows = 0;

  async *watch(records: AsyncIterable<FileRecord>): AsyncGenerator<FileRecord> {
    for await (const record of records) {
      if ('value' in record && this.rows < rowsLookedAt) this.row(record.value as Record<string, string>);
      yield record;
    }
  }

  private row(cells: Record<string, string>): void {
    this.rows++;
    for (const [name, cell] of Object.entries(cells)) {
      const known = this.columns.get(name) ?? { samples: [], tellsOrder: false, values: new Set() };
      if (this.columns.size < mostColumns) this.columns.set(name, known);
      if (cell.trim() === '') continue;
      const text = cell.slice(0, sampleCharacters).toWellFormed();
      if (!known.tellsOrder && dateOrderIn(text) !== undefined) {
        known.tellsOrder = true;
        known.samples.splice(shownSamples - 1, 1, text);
      } else if (known.samples.length < shownSamples && !known.samples.includes(text))
        known.samples.push(text);
      known.values?.add(text);
      if ((known.values?.size ?? 0) > mostValues) known.values = undefined;
    }
  }

  list(): PreviewColumn[] {
    return [...this.columns].map(([name, { samples, values }]) => ({
      name,
      samples,
      values: values ? [...values].sort() : null,
    }));
  }
}
