import type { DatasetFormat } from '../../backend/src/contract/dataset-formats.js';
import { type Column, columns } from '../../backend/src/datasets/columns.js';
import type { Example } from '../../backend/src/datasets/example.js';
import { formats, rowsOf } from '../../backend/src/datasets/formats/format.js';
import {
  type About,
  type Batches,
  type Packing,
  packing,
  type Rows,
  rowsFrom,
} from '../../backend/src/datasets/formats/rows.js';
import { rowsInMemory } from '../../backend/src/datasets/measure.js';

const distinct = (values: readonly (string | null)[]) =>
  [...new Set(values)].filter((value) => value !== null).sort();

export const aboutExamples = (
  examples: readonly Example[],
  own: readonly Column[] = columns,
  packed: Packing = packing,
): About => ({
  name: 'Sample',
  columns: own,
  packing: packed,
  labels: distinct(examples.map(({ label }) => label)),
  languages: distinct(examples.map(({ language }) => language)),
  gaps: distinct(examples.map(({ gap }) => gap)),
});

/** The same rows, fewer at a time. */
function inChunks(rows: Rows, size: number): Rows {
  async function* cut(batches: Batches): Batches {
    for await (const batch of batches) {
      for (let at = 0; at < batch.length; at += size) yield batch.slice(at, at + size);
    }
  }
  return rowsFrom({ inOrder: () => cut(rows.inOrder()), byLabel: () => cut(rows.byLabel()) });
}

/** The file of a format, as a download has it. */
export async function fileOf(
  format: DatasetFormat,
  examples: readonly Example[],
  chunk = 8192,
  about = aboutExamples(examples),
): Promise<Buffer> {
  const rows = rowsOf(format, inChunks(rowsInMemory(examples), chunk));
  const parts: Uint8Array[] = [];
  for await (const part of formats[format].write(rows, about)) parts.push(part);
  return Buffer.concat(parts);
}
