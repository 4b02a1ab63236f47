import { type Column, DataTable } from '../../../components/data-table';
import type { Answer } from '../../../lib/api';
import { count } from '../../../lib/format';
import css from '../ledger.module.css';
import { classWords } from './retention-words';

type Item = Answer<'POST /api/ledger/retention/preview'>[number];

const columns: Column<Item>[] = [
  { key: 'class', title: 'Class', cell: (item) => classWords[item.class].title },
  { key: 'subjects', title: 'Subjects', numeric: true, cell: (item) => count(item.subjects) },
  {
    key: 'conversations',
    title: 'Conversations',
    numeric: true,
    wide: true,
    cell: (item) => count(item.conversations),
  },
  { key: 'entries', title: 'Entries', numeric: true, cell: (item) => count(item.entries) },
  { key: 'held', title: 'Held', numeric: true, cell: (item) => count(item.held) },
];

/** A dry run: what would go the next night. */
export function RetentionPreview({ items }: { items: readonly Item[] }) {
  return (
    <div role="status">
      <h3 className={css.smallHead}>Would be erased now</h3>
      <DataTable
        caption="What these rules would erase"
        columns={columns}
        rows={items}
        rowKey={(item) => item.class}
      />
    </div>
  );
}
