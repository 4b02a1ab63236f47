import { createHash } from 'node:crypto';
import { type DatasetFormat, formatsOf } from '../contract/dataset-formats.js';
import { kindOf } from '../contract/datasets.js';
import { firstColumns, isColumn } from './columns.js';
import { noLanguage } from './counts.js';
import type { Example, Split } from './example.js';
import { formats, holds, rowsOf } from './formats/format.js';
import { type About, type Batches, batchRows, type Rows, rowsFrom } from './formats/rows.js';
import type { Manifest } from './manifest.js';

export interface Measured {
  digest: string;
  bytes: number;
}

/** Digest and length of what is written, without keeping it. */
export async function measure(chunks: AsyncIterable<Uint8Array>): Promise<Measured> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { digest: `sha256:${hash.digest('hex')}`, bytes };
}

/** How many rows the file of each of these formats holds. */
export async function countRows(
  rows: Rows,
  wanted: readonly DatasetFormat[],
  parts?: readonly Split[],
): Promise<number[]> {
  const counts = wanted.map(() => 0);
  const holders = wanted.map((format) => holds(format, parts));
  for await (const batch of rows.inOrder()) {
    holders.forEach((holder, i) => {
      for (const example of batch) if (holder(example)) counts[i] = (counts[i] ?? 0) + 1;
    });
  }
  return counts;
}

/** The file of each format that the dataset can be had in. */
export async function measureFormats(rows: Rows, content: Content): Promise<Manifest['files']> {
  const wanted = formatsOf(kindOf(content.request));
  const about = aboutOf(content);
  const counts = await countRows(rows, wanted);
  const files: Manifest['files'] = [];
  for (const [i, format] of wanted.entries()) {
    const measured = await measure(formats[format].write(rowsOf(format, rows), about));
    files.push({ format, ...measured, examples: counts[i] });
  }
  return files;
}

type Content = Pick<Manifest, 'request' | 'counts' | 'columns' | 'packing'>;

/** What a manifest says of the files before their first row. */
export const aboutOf = ({ request: { name }, counts, columns: known, packing = 1 }: Content): About => ({
  name,
  packing,
  columns: known?.filter(isColumn) ?? firstColumns,
  labels: counts.labels.map(({ label }) => label),
  languages: counts.languages.map(({ language }) => language).filter((one) => one !== noLanguage),
  gaps: counts.gaps.map(({ id }) => id),
});

const byteOrder = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Rows that are in memory, in the same batches as those of a database. */
export function rowsInMemory(examples: readonly Example[]): Rows {
  async function* batches(list: readonly Example[]): Batches {
    for (let first = 0; first < list.length; first += batchRows) yield list.slice(first, first + batchRows);
  }
  const places = new Map(
    [...new Set(examples.map(({ label }) => label))].sort(byteOrder).map((label, i) => [label, i]),
  );
  const placeOf = ({ label }: Example) => places.get(label) ?? 0;
  return rowsFrom({
    inOrder: () => batches(examples),
    byLabel: () => batches([...examples].sort((a, b) => placeOf(a) - placeOf(b))),
  });
}
