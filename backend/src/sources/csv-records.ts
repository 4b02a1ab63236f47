import type { FileRecord } from './source.js';

const quote = '"';
/** The longest row in characters. */
const longestRow = 4 << 20;

/** Excel's own first line: "sep=;". */
const separatorLine = /^sep=(.)$/i;
const delimiters = [',', ';', '\t', '|'];

const noRow = 'the table has headings and no row';

/** How the refusal of a row begins that is longer or shorter than the header. */
const otherLength = 'the row has ';

/** Whether the first rows are of a table: of several columns, and mostly as long as its header. Prose and pictures are not. */
export function isTable(rows: readonly FileRecord[]): boolean {
  const whole = rows.filter((row) => 'value' in row);
  const torn = rows.filter((row) => 'reason' in row && row.reason.startsWith(otherLength));
  const headings = Object.keys((whole[0]?.value ?? {}) as object);
  return headings.length > 1 && !/^\s*[[{]/.test(headings[0] ?? '') && whole.length > torn.length;
}

/**
 * The rows of a table (RFC 4180; comma, semicolon, tab or bar, told from the header), each an object by its headings. A row of
 * another length than the header is refused, and one with signs that are no UTF-8.
 */
export async function* csvRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FileRecord> {
  let header: string[] | undefined;
  let index = 0;
  let delimiter: string | undefined;
  const isDelimiter = (character: string) =>
    delimiter === undefined ? delimiters.includes(character) : character === delimiter;
  for await (const { line, text, reason } of rowsOf(chunks, isDelimiter)) {
    // Headings in another encoding are headings still: whoever maps them sees it.
    if (reason !== undefined && (header || text === '')) {
      yield { at: { index: index++, line }, reason };
      continue;
    }
    const [, said] = (!header && separatorLine.exec(text)) || [];
    if (said !== undefined) {
      delimiter = said;
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
      yield { at, reason: `${otherLength}${cells.length} cells, the header ${header.length}` };
    } else yield { at, value: Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])) };
  }
  if (header && index === 0) yield { at: { index, line: 1 }, reason: noRow };
}

function delimiterOf(header: string): string {
  const counts = delimiters.map((each) => ({ each, count: cellsOf(header, each).length }));
  return counts.sort((one, other) => other.count - one.count)[0]?.each ?? ',';
}

interface Row {
  line: number;
  text: string;
  /** Why it cannot be read. */
  reason?: string;
}

const noUtf8 = 'the row is not valid UTF-8: save the table in that encoding';
const unclosed = 'the row is too long, or a quotation mark is missing';
const replacement = '\ufffd';

/**
 * Ends of lines within quotation marks belong to their row. A quotation mark opens at the beginning of a cell alone, as
 * when the cells are read: in `5" pipe` it is a sign like others.
 */
async function* rowsOf(
  chunks: AsyncIterable<Uint8Array>,
  isDelimiter: (character: string) => boolean,
): AsyncGenerator<Row> {
  const decoder = new TextDecoder();
  let rest = '';
  let line = 1;
  let began = 1;
  let from = 0;
  let inQuotes = false;
  /** At the beginning of a cell, or after a quotation mark that closed: a second one makes it a sign of the cell. */
  let mayOpen = true;
  let isUtf8 = true;
  const row = (text: string): Row => {
    if (text.length > longestRow) return { line: began, text: '', reason: unclosed };
    return { line: began, text, ...(!isUtf8 && text.includes(replacement) && { reason: noUtf8 }) };
  };
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    isUtf8 &&= !text.includes(replacement) || Buffer.from(chunk).includes(replacement);
    rest += text;
    let start = 0;
    for (let at = from; at < rest.length; at++) {
      const character = rest[at] as string;
      if (character === quote && (inQuotes || mayOpen)) {
        inQuotes = !inQuotes;
        mayOpen = true;
        continue;
      }
      mayOpen = !inQuotes && isDelimiter(character);
      if (character !== '\n') continue;
      line++;
      if (inQuotes) continue;
      mayOpen = true;
      const text = rest.slice(start, at).replace(/\r$/, '');
      if (text.trim() !== '') yield row(text);
      start = at + 1;
      began = line;
    }
    rest = rest.slice(start);
    from = rest.length;
    if (rest.length <= longestRow) continue;
    yield { line: began, text: '', reason: unclosed };
    rest = '';
    from = 0;
    inQuotes = false;
    mayOpen = true;
    began = line;
  }
  if (rest.trim() === '') return;
  yield inQuotes ? { line: began, text: '', reason: unclosed } : row(rest.replace(/\r$/, ''));
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
