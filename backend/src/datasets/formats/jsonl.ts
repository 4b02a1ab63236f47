import type { Column } from '../columns.js';
import { type Example, valueIn } from '../example.js';
import { type About, encodeText, type Rows } from './rows.js';

export const jsonLine = (example: Example, columns: readonly Column[]): string =>
  `${JSON.stringify(Object.fromEntries(columns.map((name) => [name, valueIn(example, name)])))}\n`;

/** JSON Lines: one object per example, keys in the order of the columns, UTF-8, a line feed after each. */
export async function* writeJsonLines(rows: Rows, { columns }: About): AsyncGenerator<Uint8Array> {
  for await (const batch of rows.inOrder()) {
    yield Buffer.from(batch.map((example) => jsonLine(example, columns)).join(''));
  }
}

/** Any other object per row. */
export async function* writeObjects(
  rows: Rows,
  objectOf: (example: Example) => unknown,
): AsyncGenerator<Uint8Array> {
  yield* encodeText(
    (async function* () {
      for await (const batch of rows.inOrder()) {
        yield batch.map((example) => `${JSON.stringify(objectOf(example))}\n`).join('');
      }
    })(),
  );
}
