import { Fragment } from 'react';
import { type Column, DataTable } from '../../components/data-table';
import { Section } from '../../components/panel';
import { Empty } from '../../components/state';
import { count, percent } from '../../lib/format';
import type { Detail } from './source-words';
import css from './sources.module.css';

type Field = Detail['nulls'][number];

const kinds: Record<NonNullable<Field['moved']>, string> = {
  appeared: 'new',
  vanished: 'gone',
  shape: 'other shape',
  more: 'more often',
  less: 'less often',
};

const share = ({ value, denominator }: Field['now']) =>
  denominator === 0 ? '–' : `${percent(value, 0)} of ${count(denominator)}`;

/** A long name breaks before its dots and underscores, where the column is narrow. */
const breakable = (field: string) =>
  field.split(/(?=[._])/).map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a part may come twice, and the order is fixed
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ));

const columns: Column<Field>[] = [
  {
    key: 'field',
    title: 'Field',
    sortBy: ({ field }) => field,
    cell: ({ field, type }) => (
      <span className={css.two}>
        <code className={css.raw}>{breakable(field)}</code>
        <span className={css.soft}>{type}</span>
      </span>
    ),
  },
  {
    key: 'now',
    title: 'Empty, 7 days',
    numeric: true,
    sortBy: ({ now }) => now.value,
    cell: ({ now }) => share(now),
  },
  {
    key: 'before',
    title: '28 days before',
    numeric: true,
    sortBy: ({ before }) => before.value,
    cell: ({ before }) => share(before),
  },
  {
    key: 'moved',
    title: 'Moved',
    sortBy: ({ moved }) => (moved ? kinds[moved] : null),
    cell: ({ moved }) => moved && <b className={css.warn}>{kinds[moved]}</b>,
  },
];

/** How often each field has no value, against the source's own past. */
export function FieldsPanel({ nulls }: { nulls: Detail['nulls'] }) {
  const ordered = [...nulls].sort(
    (a, b) => Number(b.moved !== null) - Number(a.moved !== null) || changeOf(b) - changeOf(a),
  );
  return (
    <Section
      title="Which fields are empty, and which moved?"
      subtitle="Whole days (UTC) by when events happened. Moved: by ten points or more, clear of chance over all fields together, with 30 events or more on either side"
      flush
    >
      {ordered.length === 0 ? (
        <Empty title="No events in these five weeks" />
      ) : (
        <DataTable
          caption="Fields"
          columns={columns}
          rows={ordered}
          rowKey={({ type, field }) => `${type} ${field}`}
          maxHeight={420}
        />
      )}
    </Section>
  );
}

const changeOf = ({ now, before }: Field) => Math.abs((now.value ?? 0) - (before.value ?? 0));
