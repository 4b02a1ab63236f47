export type Cell = string | number | null;

/** Every chart as a table: for those who cannot see it, those who want the figures, and the CSV. */
export interface TableTwin {
  caption: string;
  columns: {
    title: string;
    numeric?: boolean;
    show?: (cell: Cell) => string;
    /** Where a cell leads, by the row's place; null where it leads nowhere. */
    href?: (row: number) => string | null;
  }[];
  rows: Cell[][];
}

interface Measured {
  value: number | null;
  interval: { low: number; high: number } | null;
  numerator: number;
  denominator: number | null;
  change: { difference: number | null } | null;
}

/** Value, interval, counts and change of a bar, in the order in which tables of bars have their columns. */
export const measuredCells = ({ value, interval, numerator, denominator, change }: Measured): Cell[] => [
  value,
  interval?.low ?? null,
  interval?.high ?? null,
  numerator,
  denominator,
  change?.difference ?? null,
];

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
