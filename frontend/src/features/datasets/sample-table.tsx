import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { type Column, DataTable } from '../../components/data-table';
import css from './datasets.module.css';

interface SampleRow {
  text: string;
  label: string;
  split: string;
  language: string | null;
  /** Ledger entry that the words come from, once built. */
  entry?: number;
}

const columns: Column<SampleRow>[] = [
  { key: 'text', title: 'Words', cell: (row) => <span className={css.words}>{row.text}</span> },
  { key: 'label', title: 'Label', cell: (row) => row.label },
  { key: 'split', title: 'Part', wide: true, cell: (row) => row.split },
  { key: 'language', title: 'Language', wide: true, cell: (row) => row.language ?? 'not given' },
];
const source: Column<SampleRow> = {
  key: 'entry',
  title: 'Ledger',
  numeric: true,
  wide: true,
  cell: (row): ReactNode =>
    row.entry === undefined ? null : <Link href={`/ledger/entries/${row.entry}`}>{row.entry}</Link>,
};

/** A few examples as they are exported; `linked` where the reader may open ledger entries. */
export function SampleTable({ rows, linked = false }: { rows: readonly SampleRow[]; linked?: boolean }) {
  const keyed = rows.map((row, i) => ({ ...row, key: String(i) }));
  return (
    <DataTable
      caption="Sample of the examples"
      columns={linked ? [...columns, source] : columns}
      rows={keyed}
      rowKey={(row) => (row as (typeof keyed)[number]).key}
    />
  );
}
