/**
 * The adversary wrote a cell and waits for a spreadsheet to open it: a line that begins with one of these is read as
 * a formula, also after spaces, in full width, or as a later line of a cell.
 */
const dangerous = /^[\s\u00a0\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/u;

/** One cell, RFC 4180; no line of it is a formula. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = value
    .split(/(\r\n|\r|\n)/)
    .map((part, i) => (i % 2 === 0 && dangerous.test(part) ? `'${part}` : part))
    .join('');
  // A cell that begins with a line break hides what follows in its second line.
  const text = /^[\r\n]/.test(safe) ? `'${safe}` : safe;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csvLine = (values: readonly (string | number | null)[]): string =>
  `${values.map(csvCell).join(',')}\r\n`;
