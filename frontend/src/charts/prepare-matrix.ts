import type { Dimension } from '../../../backend/src/contract/dimensions.js';
import { minimumRows } from '../../../backend/src/contract/metric.js';
import type { Answer } from '../lib/api';
import { count, measure, percent, shortMeasure, type Unit, unitOf } from '../lib/format';
import { valueLabel } from '../lib/value-label';
import { shadeOf } from './heat';
import type { TableTwin } from './table-twin';

type Matrix = Answer<'GET /api/metrics/matrix'>;
type Numbers = Pick<Matrix['cells'][number], 'value' | 'numerator' | 'denominator'>;

export interface MatrixLine {
  /** Null: all other values together. */
  key: string | null;
  label: string;
  n: number;
}
export interface MatrixCell {
  row: MatrixLine;
  column: MatrixLine;
  /** Null where no row of data falls. */
  figure: number | null;
  text: string;
  n: number;
  shade: number;
  isSmall: boolean;
  /** Row and column are the same value. */
  isDiagonal: boolean;
  label: string;
}
export interface MatrixModel {
  unit: Unit;
  rows: { line: MatrixLine; cells: MatrixCell[] }[];
  columns: MatrixLine[];
  least: string;
  most: string;
}

const sizeOf = ({ denominator, numerator }: Numbers): number => denominator ?? numerator;

/** `confusion`: of what the row says, which share the column turned out to be; else the metric's own value. */
export function prepareMatrix(
  matrix: Matrix,
  names: { rows: Dimension; columns: Dimension },
  confusion: boolean,
): MatrixModel {
  const unit: Unit = confusion ? 'ratio' : unitOf(matrix.metric, matrix.currency);
  const columns = linesOf(matrix.columns, names.columns);
  const lines = linesOf(matrix.rows, names.rows);
  const found = new Map(matrix.cells.map((cell) => [JSON.stringify([cell.row, cell.column]), cell]));
  const at = (row: MatrixLine, column: MatrixLine) => {
    const cell = found.get(JSON.stringify([row.key, column.key]));
    const n = cell ? sizeOf(cell) : 0;
    const figure = !cell ? null : confusion ? n / Math.max(1, row.n) : cell.value;
    return {
      row,
      column,
      figure,
      n,
      isSmall: (confusion ? row.n : n) < minimumRows && matrix.unit !== 'count',
    };
  };
  const grid = lines.map((line) => ({ line, cells: columns.map((column) => at(line, column)) }));
  const shaded = grid.flatMap(({ cells }) =>
    cells.flatMap(({ figure, isSmall }) => (figure === null || isSmall ? [] : [figure])),
  );
  const least = confusion ? 0 : Math.min(...shaded);
  const most = Math.max(...shaded);
  const text = (figure: number | null) =>
    figure === null ? '' : unit === 'ratio' ? percent(figure, 0) : measure(figure, unit);
  const short = (figure: number | null) => (figure === null ? '' : shortMeasure(figure, unit));
  return {
    unit,
    columns,
    rows: grid.map(({ line, cells }) => ({
      line,
      cells: cells.map((cell) => ({
        ...cell,
        text: short(cell.figure),
        shade: cell.isSmall ? 0 : shadeOf(cell.figure, least, most),
        isDiagonal: confusion && cell.row.key !== null && cell.row.key === cell.column.key,
        label: `${cell.row.label}, ${cell.column.label}: ${text(cell.figure)}, n ${count(cell.n)}${cell.isSmall ? ', too few to compare' : ''}`,
      })),
    })),
    least: shaded.length > 0 ? text(least) : '',
    most: shaded.length > 0 ? text(most) : '',
  };
}

const linesOf = (lines: Matrix['rows'], name: Dimension): MatrixLine[] =>
  lines.map((line) => ({
    key: line.key,
    label: line.key === null ? 'Other' : valueLabel(name, line.key),
    n: sizeOf(line),
  }));

export function matrixTable({ rows, columns, unit }: MatrixModel, caption: string): TableTwin {
  const show = (cell: unknown) => measure(cell as number | null, unit);
  return {
    caption,
    columns: [
      { title: '' },
      ...columns.map(({ label }) => ({ title: label, numeric: true, show })),
      { title: 'n', numeric: true },
    ],
    rows: rows.map(({ line, cells }) => [line.label, ...cells.map(({ figure }) => figure), line.n]),
  };
}
