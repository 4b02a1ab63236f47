import { Button, NativeSelect, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from 'wouter';
import { type Column, DataTable } from '../../components/data-table';
import { Answered, Section } from '../../components/panel';
import { RangePicker } from '../../components/range-picker';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { type Answer, type ApiProblem, type CallInput, call } from '../../lib/api';
import { count } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { useUrlState } from '../../lib/use-url-state';
import { entryTypes } from './entry-types';
import css from './ledger.module.css';
import { useDraft } from './use-draft';

type Page = Answer<'GET /api/ledger/entries'>;
type Entry = Page['items'][number];
type Query = CallInput<'GET /api/ledger/entries'>['query'];

/** Entries, newest first. */
export function EntryTable() {
  const [type, setType] = useUrlState<string>('type', '');
  const [source, setSource] = useUrlState<string>('source', '');
  const [conversation, setConversation] = useUrlState<string>('conversation', '');
  const [bounded, setBounded] = useUrlState('bounded', 'no', ['no', 'yes']);
  const { scope } = useFilters();
  const pipeline = useRoute('GET /api/pipeline', {});
  const sources = pipeline.data?.sources.map((one) => one.source) ?? [];
  const query: Query = {
    type: type || undefined,
    source: source || undefined,
    conversation: conversation || undefined,
    ...(bounded === 'yes' && { from: scope.from, to: scope.to }),
  };
  const entries = useEntries(query);
  const draft = useDraft(conversation, setConversation);
  return (
    <Section
      title="Which entries are in it?"
      subtitle={
        entries.data &&
        `${count(entries.data.items.length)} shown of ${count(entries.data.size)} in the ledger`
      }
      flush
    >
      <search className={css.filters} aria-label="Filter entries">
        <NativeSelect
          aria-label="Type"
          value={type}
          onChange={(event) => setType(event.currentTarget.value)}
          data={[{ value: '', label: 'Any type' }, ...entryTypes]}
        />
        <NativeSelect
          aria-label="Source"
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
          data={[{ value: '', label: 'Any source' }, ...new Set([...sources, ...(source ? [source] : [])])]}
        />
        <form onSubmit={draft.submit}>
          <TextInput
            aria-label="Conversation id"
            placeholder="Conversation id, then Enter"
            value={draft.text}
            onChange={(event) => draft.setText(event.currentTarget.value)}
          />
        </form>
        <NativeSelect
          aria-label="Time"
          value={bounded}
          onChange={(event) => setBounded(event.currentTarget.value as typeof bounded)}
          data={[
            { value: 'no', label: 'Any time' },
            { value: 'yes', label: 'In the range' },
          ]}
        />
        {bounded === 'yes' && <RangePicker />}
      </search>
      <Answered
        query={entries}
        height={320}
        isEmpty={(data) => data.items.length === 0}
        empty={
          <Empty title="No entry fits">
            {Object.values(query).some(Boolean)
              ? 'Clear a filter. A conversation is found by its whole id, as long as it is not erased.'
              : 'The ledger begins with the first event that is sent.'}
          </Empty>
        }
      >
        {(data) => <Rows items={data.items} />}
      </Answered>
      {entries.hasNextPage && (
        <div className={css.more}>
          <Button
            variant="default"
            loading={entries.isFetchingNextPage}
            onClick={() => void entries.fetchNextPage()}
          >
            Older entries
          </Button>
        </div>
      )}
    </Section>
  );
}

function useEntries(query: Query) {
  return useInfiniteQuery<
    Page,
    ApiProblem,
    { items: Entry[]; size: number },
    readonly unknown[],
    number | undefined
  >({
    queryKey: ['GET /api/ledger/entries', query, 'pages'],
    queryFn: ({ pageParam, signal }) =>
      call('GET /api/ledger/entries', { query: { ...query, before: pageParam } }, signal),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    select: ({ pages }) => ({ items: pages.flatMap((page) => page.items), size: pages[0]?.size ?? 0 }),
  });
}

function Rows({ items }: { items: readonly Entry[] }) {
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
