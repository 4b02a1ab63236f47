import { columns, type Example } from '../example.js';

export const jsonLine = (example: Example): string =>
  `${JSON.stringify(Object.fromEntries(columns.map((name) => [name, example[name]])))}\n`;

/** JSON Lines: one object per example, keys in the order of `columns`, UTF-8, a line feed after each. */
export async function* writeJsonLines(
  batches: AsyncIterable<readonly Example[]>,
): AsyncGenerator<Uint8Array> {
  for await (const batch of batches) if (batch.length > 0) yield Buffer.from(batch.map(jsonLine).join(''));
}
