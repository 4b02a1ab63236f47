import type { Column, Example } from '../example.js';

/** Examples in batches, so that memory holds one of them. */
export type Batches = AsyncIterable<readonly Example[]>;

/** The rows of one file; each call begins anew. */
export interface Rows {
  inOrder(): Batches;
  /** All of one label, then all of the next. */
  byLabel(): Batches;
}

/** What is known of a file before its first row. */
export interface About {
  name: string;
  columns: readonly Column[];
  /** Every value that occurs; there may be others. */
  labels: readonly string[];
  languages: readonly string[];
  gaps: readonly string[];
}

export async function* filterRows(batches: Batches, keep: (example: Example) => boolean): Batches {
  for await (const batch of batches) {
    const kept = batch.filter(keep);
    if (kept.length > 0) yield kept;
  }
}

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
