import { csvLine } from '../../access-log/csv.js';
import { type Value, valueIn } from '../example.js';
import { type About, encodeText, type Rows } from './rows.js';

/** RFC 4180 with a header; no cell is a formula to a spreadsheet. Null and '' are the same. */
export async function* writeCsv(rows: Rows, { columns }: About): AsyncGenerator<Uint8Array> {
  yield* encodeText(
    (async function* () {
      yield csvLine(columns);
      for await (const batch of rows.inOrder()) {
        yield batch.map((example) => csvLine(columns.map((name) => cellOf(valueIn(example, name))))).join('');
      }
    })(),
  );
}

const cellOf = (value: Value) => (typeof value === 'boolean' ? String(value) : value);
