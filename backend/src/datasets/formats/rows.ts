import type { Column } from '../columns.js';
import type { Example } from '../example.js';
import { copyPage } from './copy-page.js';

/** Rows per batch: a part of the bytes of Arrow and Parquet, so it never changes. */
export const batchRows = 8192;

/** Examples in batches, so that memory holds one of them. */
export type Batches = AsyncIterable<readonly Example[]>;

/** The rows of one file; each call begins anew. */
export interface Rows {
  inOrder(): Batches;
  /** All of one label, then all of the next. */
  byLabel(): Batches;
  /** As `inOrder`, each batch as COPY writes these columns of it in binary. */
  pages(columns: readonly Column[]): AsyncIterable<Buffer>;
}

/** What is known of a file before its first row. */
export interface About {
  name: string;
  columns: readonly Column[];
  /** Every value that occurs; there may be others. */
  labels: readonly string[];
  languages: readonly string[];
  gaps: readonly string[];
  packing: Packing;
}

/**
 * How the writers pack what is the same rows: a version keeps the bytes of the packing that it was built with, but in
 * formats that its platform did not take (`since` of the format).
 */
export type Packing = 1 | 2 | 3 | 4;
export const packing: Packing = 4;

/** Rows that are there as examples. */
export const rowsFrom = (batches: Pick<Rows, 'inOrder' | 'byLabel'>): Rows => ({
  ...batches,
  async *pages(columns) {
    for await (const batch of batches.inOrder()) yield copyPage(batch, columns);
  },
});

export async function* filterBatches(batches: Batches, keep: (example: Example) => boolean): Batches {
  for await (const batch of batches) {
    const kept = batch.filter(keep);
    if (kept.length > 0) yield kept;
  }
}

export const filterRows = (rows: Rows, keep: (example: Example) => boolean): Rows =>
  rowsFrom({
    inOrder: () => filterBatches(rows.inOrder(), keep),
    byLabel: () => filterBatches(rows.byLabel(), keep),
  });

/** Of rows by label: each label with its rows, which are read before the next label is asked for. */
export async function* groupByLabel(batches: Batches): AsyncGenerator<{ label: string; rows: Batches }> {
  const source = batches[Symbol.asyncIterator]();
  let rest: readonly Example[] = [];
  const first = async (): Promise<Example | undefined> => {
    while (rest.length === 0) {
      const next = await source.next();
      if (next.done) return undefined;
      rest = next.value;
    }
    return rest[0];
  };
  async function* rowsOf(label: string): Batches {
    while ((await first())?.label === label) {
      const end = rest.findIndex((example) => example.label !== label);
      const part = end < 0 ? rest : rest.slice(0, end);
      rest = end < 0 ? [] : rest.slice(end);
      yield part;
    }
  }
  for (let next = await first(); next; next = await first()) {
    yield { label: next.label, rows: rowsOf(next.label) };
  }
}

/** Text in pieces that are worth sending on their own. */
export async function* encodeText(parts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let held = '';
  for await (const part of parts) {
    held += part;
    if (held.length >= piece) {
      yield Buffer.from(held);
      held = '';
    }
  }
  if (held !== '') yield Buffer.from(held);
}
const piece = 1 << 16;
