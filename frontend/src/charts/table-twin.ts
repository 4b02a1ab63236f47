export type Cell = string | number | null;

/** Every chart as a table: for those who cannot see it, those who want the figures, and the CSV. */
export interface TableTwin {
  caption: string;
  columns: { title: string; numeric?: boolean; show?: (cell: Cell) => string }[];
  rows: Cell[][];
}

/** A spreadsheet runs text that begins like a formula; names come from outside. */
const formula = /^[=+\-@\t\r]/;

function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = formula.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180. */
export function toCsv({ columns, rows }: Pick<TableTwin, 'columns' | 'rows'>): string {
  const lines = [columns.map(({ title }) => title), ...rows].map((row) => row.map(field).join(','));
  return `${lines.join('\r\n')}\r\n`;
}
