import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { type Column, DataTable } from '../../components/data-table';
import { IntentName } from '../gaps/gap-parts';
import css from './datasets.module.css';

interface SampleRow {
  text: string;
  label: string;
  split: string;
  language: string | null;
  /** Ledger entry that the words come from, once built. */
  entry?: number;
  /** Of a turn: what was known at it. */
  features?: Record<string, string | number | boolean | null>;
}

const columns: Column<SampleRow>[] = [
  { key: 'text', title: 'Words', cell: (row) => <span className={css.words}>{row.text}</span> },
  { key: 'label', title: 'Label', cell: (row) => <IntentName name={row.label} /> },
  { key: 'split', title: 'Part', wide: true, cell: (row) => row.split },
  { key: 'language', title: 'Language', wide: true, cell: (row) => row.language ?? 'not given' },
];
const known = (name: string) => (row: SampleRow) => {
  const value = row.features?.[name] ?? null;
  return value === null ? '–' : String(value);
};
const turnColumns: Column<SampleRow>[] = [
  {
    key: 'turn',
    title: 'Turn',
    cell: (row) => `${known('turn')(row)}, ${known('party')(row)}`,
  },
  { key: 'intent', title: 'Intent', wide: true, cell: known('intent') },
  { key: 'label', title: 'Label', cell: (row) => row.label },
  { key: 'left', title: 'Turns to it', numeric: true, cell: known('turns_to_escalation') },
];
const words: Column<SampleRow> = {
  key: 'text',
  title: 'Words',
  cell: (row) => <span className={css.words}>{row.text}</span>,
};

function columnsOf(rows: readonly SampleRow[]): Column<SampleRow>[] {
  if (!rows.some(({ features }) => features)) return columns;
  if (!rows.some(({ text }) => text !== '')) return turnColumns;
  return [words, ...turnColumns.filter(({ key }) => key !== 'intent')];
}

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
      columns={linked ? [...columnsOf(rows), source] : columnsOf(rows)}
      rows={keyed}
      rowKey={(row) => (row as (typeof keyed)[number]).key}
    />
  );
}
