import { IconChevronDown, IconChevronUp, IconSelector } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import classes from './data-table.module.css';

export interface Column<Row> {
  key: string;
  title: string;
  /** What the cell shows. */
  cell: (row: Row) => ReactNode;
  /** What it is sorted by; without it the column cannot be sorted. Null sorts last. */
  sortBy?: (row: Row) => number | string | null;
  /** Right-aligned. */
  numeric?: boolean;
  width?: number | string;
  /** Left out below 700 px. */
  wide?: boolean;
}

export interface Sort {
  key: string;
  descending: boolean;
}

interface DataTableProps<Row> {
  /** Read out to those who cannot see it. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** First order; without it, the rows' own. */
  sort?: Sort;
  /** Dims rows that are not to be relied upon. */
  isFaint?: (row: Row) => boolean;
  /** Scrolls within this height. */
  maxHeight?: number;
  footer?: ReactNode;
}

function compare(a: number | string | null, b: number | string | null): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

function sorted<Row>(
  rows: readonly Row[],
  column: Column<Row> | undefined,
  sort: Sort | undefined,
): readonly Row[] {
  const by = column?.sortBy;
  if (!by || !sort) return rows;
  return [...rows].sort((left, right) => {
    const [a, b] = [by(left), by(right)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sort.descending ? compare(b, a) : compare(a, b);
  });
}

/** A small sortable table. Long lists that need virtual rows are built apart. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, isFaint, maxHeight, footer } = props;
  const [sort, setSort] = useState(props.sort);
  const order = useMemo(
    () =>
      sorted(
        rows,
        columns.find((column) => column.key === sort?.key),
        sort,
      ),
    [rows, columns, sort],
  );
  const flip = (column: Column<Row>) =>
    setSort((now) => ({
      key: column.key,
      descending: now?.key === column.key ? !now.descending : column.numeric === true,
    }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scroll} style={{ maxHeight }} tabIndex={0} aria-label={`${caption}, table`}>
      <table className={classes.table}>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} onSort={() => flip(column)} />
            ))}
          </tr>
        </thead>
        <tbody>
          {order.map((row, i) => (
            <tr key={rowKey(row)} data-index={i} className={isFaint?.(row) ? classes.faint : undefined}>
              {columns.map((column) => (
                <td key={column.key} className={cellClass(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {footer && <tfoot>{footer}</tfoot>}
      </table>
    </section>
  );
}

function cellClass<Row>(column: Column<Row>): string {
  return [column.numeric && classes.numeric, column.wide && classes.wide].filter(Boolean).join(' ');
}

interface HeadingProps<Row> {
  column: Column<Row>;
  sort: Sort | undefined;
  onSort: () => void;
}

function Heading<Row>({ column, sort, onSort }: HeadingProps<Row>) {
  const active = sort?.key === column.key;
  const direction = active ? (sort.descending ? 'descending' : 'ascending') : 'none';
  const Icon = active ? (sort.descending ? IconChevronDown : IconChevronUp) : IconSelector;
  return (
    <th
      scope="col"
      style={{ width: column.width }}
      className={cellClass(column)}
      aria-sort={column.sortBy ? direction : undefined}
    >
      {column.sortBy ? (
        <button type="button" className={classes.sort} onClick={onSort}>
          {column.title}
          <Icon size={12} stroke={2} aria-hidden className={active ? undefined : classes.idle} />
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}
