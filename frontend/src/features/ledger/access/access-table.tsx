import { Link } from 'wouter';
import type { AccessKind } from '../../../../../backend/src/contract/access-log.js';
import { type Column, DataTable } from '../../../components/data-table';
import { TimeText } from '../../../components/time-text';
import type { Answer } from '../../../lib/api';
import { count, nothing } from '../../../lib/format';
import css from '../ledger.module.css';
import { kindWords } from './access-filters';

type Look = Answer<'GET /api/ledger/access'>['items'][number];

const columns: Column<Look>[] = [
  { key: 'at', title: 'When', cell: ({ at }) => <TimeText at={at} /> },
  {
    key: 'actor',
    title: 'Who',
    cell: ({ actor, via }) => (
      <>
        {actor ?? <span className={css.soft}>name erased</span>}
        {via === 'key' && <span className={css.soft}> by API key</span>}
      </>
    ),
  },
  { key: 'what', title: 'Did what', cell: (look) => <Seen look={look} /> },
  { key: 'purpose', title: 'Why', wide: true, cell: ({ purpose }) => purpose ?? nothing },
  {
    key: 'entry',
    title: 'Entry',
    numeric: true,
    cell: ({ entry }) => <Link href={`/ledger/entries/${entry}`}>{entry}</Link>,
  },
];

export function AccessTable({ items }: { items: readonly Look[] }) {
  return (
    <DataTable
      caption="Access log"
      columns={columns}
      rows={items}
      rowKey={({ entry, at, kind, key }) => `${entry} ${at} ${kind} ${key}`}
    />
  );
}

/** Characters of a key that are shown in the table. */
const longestKey = 12;
const places: Partial<Record<AccessKind, string>> = {
  handoff: '/handoffs/',
  conversation: '/conversations/',
  entry: '/ledger/entries/',
  gap: '/gaps/',
  dataset: '/datasets/',
};

/** What was looked at, with the way there where it has a page. */
function Seen({ look: { action, views, kind, key } }: { look: Look }) {
  const times = views > 1 && <span className={css.soft}> {count(views)} times</span>;
  if (kind === null || key === null)
    return (
      <>
        {action} <span className={css.soft}>what, went with the name</span>
        {times}
      </>
    );
  const place = places[kind];
  const isKey = !key.startsWith('/api/') && key.length > longestKey;
  const shown = isKey ? `${key.slice(0, longestKey - 4)}…` : key.replace(/^\/api\//, '');
  return (
    <>
      {action} {kindWords[kind].toLowerCase()}{' '}
      <span title={key}>
        {place ? <Link href={`${place}${encodeURIComponent(key)}`}>{shown}</Link> : <code>{shown}</code>}
      </span>
      {times}
    </>
  );
}
