import type { FileRecord } from './source.js';

const quote = '"';
/** The longest row in characters. */
const longestRow = 4 << 20;

/**
 * The rows of a table (RFC 4180; comma, semicolon or tab, told from the header), each an object by its headings. A row of
 * another length than the header is refused.
 */
export async function* csvRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FileRecord> {
  let header: string[] | undefined;
  let index = 0;
  let delimiter: string | undefined;
  for await (const { line, text } of rowsOf(chunks)) {
    if (text === undefined) {
      yield { at: { index: index++, line }, reason: 'the row is too long, or a quotation mark is missing' };
      continue;
    }
    delimiter ??= delimiterOf(text);
    const cells = cellsOf(text, delimiter);
    if (!header) {
      header = cells.map((cell) => cell.trim());
      continue;
    }
    const at = { index: index++, line };
    if (cells.length !== header.length) {
      yield { at, reason: `the row has ${cells.length} cells, the header ${header.length}` };
    } else yield { at, value: Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])) };
  }
}

function delimiterOf(header: string): string {
  const counts = [',', ';', '\t'].map((each) => ({ each, count: cellsOf(header, each).length }));
  return counts.sort((one, other) => other.count - one.count)[0]?.each ?? ',';
}

/** Ends of lines within quotation marks belong to their row. */
async function* rowsOf(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ line: number; text: string | undefined }> {
  const decoder = new TextDecoder();
  let rest = '';
  let line = 1;
  let began = 1;
  let from = 0;
  let inQuotes = false;
  const row = (text: string) => ({ line: began, text: text.length > longestRow ? undefined : text });
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let at = from; at < rest.length; at++) {
      const character = rest[at];
      if (character === quote) inQuotes = !inQuotes;
      if (character !== '\n') continue;
      line++;
      if (inQuotes) continue;
      const text = rest.slice(start, at).replace(/\r$/, '');
      if (text.trim() !== '') yield row(text);
      start = at + 1;
      began = line;
    }
    rest = rest.slice(start);
    from = rest.length;
    if (rest.length <= longestRow) continue;
    yield { line: began, text: undefined };
    rest = '';
    from = 0;
    inQuotes = false;
    began = line;
  }
  if (rest.trim() !== '') yield inQuotes ? { line: began, text: undefined } : row(rest.replace(/\r$/, ''));
}

function cellsOf(row: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let inQuotes = false;
  for (let at = 0; at < row.length; at++) {
    const character = row[at] as string;
    if (inQuotes) {
      if (character !== quote) cell += character;
      else if (row[at + 1] === quote) {
        cell += quote;
        at++;
      } else inQuotes = false;
    } else if (character === quote && cell === '') inQuotes = true;
    else if (character === delimiter) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  cells.push(cell);
  return cells;
}
