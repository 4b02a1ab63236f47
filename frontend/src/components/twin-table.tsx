import { Link } from 'wouter';
import type { Cell, TableTwin } from '../charts/table-twin';
import { count, nothing } from '../lib/format';
import { type Column, DataTable } from './data-table';

interface TwinRow {
  key: string;
  cells: Cell[];
}

const plain = (cell: Cell): string => {
  if (cell === null) return nothing;
  return typeof cell === 'number' ? count(cell) : cell;
};

/** A chart as a table. */
export function TwinTable({ twin, maxHeight }: { twin: TableTwin; maxHeight?: number }) {
  const rows = twin.rows.map((cells, i) => ({ cells, key: String(i) }));
  const columns = twin.columns.map(
    ({ title, numeric, show = plain, href }, i): Column<TwinRow> => ({
      key: title,
      title,
      numeric,
      cell: ({ key, cells }) => <Figure text={show(cells[i] ?? null)} href={href?.(Number(key))} />,
      sortBy: numeric ? ({ cells }) => cells[i] ?? null : undefined,
    }),
  );
  return (
    <DataTable
      caption={twin.caption}
      rows={rows}
      rowKey={(row) => row.key}
      maxHeight={maxHeight}
      columns={columns}
    />
  );
}

function Figure({ text, href }: { text: string; href: string | null | undefined }) {
  return href ? <Link href={href}>{text}</Link> : text;
}
