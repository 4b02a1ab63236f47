import { Link, useSearch } from 'wouter';
import { type Column, DataTable } from '../../../components/data-table';
import { TimeText } from '../../../components/time-text';
import type { Answer } from '../../../lib/api';
import css from '../ledger.module.css';

type Entry = Answer<'GET /api/ledger/entries'>['items'][number];

/** Entries, newest first; each leads to its page and keeps the search for the way back. */
export function EntryTable({ items }: { items: readonly Entry[] }) {
  const search = useSearch();
  const carried = search ? `?${search}` : '';
  const columns: Column<Entry>[] = [
    {
      key: 'index',
      title: 'Entry',
      numeric: true,
      width: 96,
      cell: (entry) => <Link href={`/ledger/entries/${entry.index}${carried}`}>{entry.index}</Link>,
    },
    {
      key: 'type',
      title: 'Type',
      cell: (entry) => (
        <>
          {entry.type}
          {entry.erased && <span className={css.soft}> erased</span>}
        </>
      ),
    },
    { key: 'source', title: 'Source', wide: true, cell: (entry) => entry.source },
    { key: 'at', title: 'Happened', cell: (entry) => <TimeText at={entry.at} /> },
    { key: 'received', title: 'Received', wide: true, cell: (entry) => <TimeText at={entry.receivedAt} /> },
    {
      key: 'hash',
      title: 'Leaf hash',
      wide: true,
      cell: (entry) => <code className={css.mono}>{entry.leafHash.slice(0, 16)}…</code>,
    },
  ];
  return (
    <DataTable
      caption="Ledger entries"
      columns={columns}
      rows={items}
      rowKey={(entry) => String(entry.index)}
    />
  );
}
