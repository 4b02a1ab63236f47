import { NativeSelect, TextInput } from '@mantine/core';
import { eventTypes } from '../../../../../backend/src/contract/event-types.js';
import type { CallInput } from '../../../lib/api';
import { useRoute } from '../../../lib/queries';
import { useUrlState } from '../../../lib/use-url-state';
import css from '../ledger.module.css';
import { SearchButtons } from '../search-buttons';
import { TimeFilter, useTimeFilter } from '../time-filter';
import { useSearchFields } from '../use-search-fields';

export type EntryQuery = Omit<CallInput<'GET /api/ledger/entries'>['query'], 'before' | 'limit'>;

const names = ['conversation', 'handoff', 'customer', 'actor'] as const;
const fields: Record<(typeof names)[number], { label: string; hint: string }> = {
  conversation: { label: 'Conversation', hint: 'exact id' },
  handoff: { label: 'Handoff', hint: 'exact id, or key of its page' },
  customer: { label: 'Customer', hint: 'whole id, e-mail address or +number' },
  actor: { label: 'Who acted', hint: 'name, e-mail or id of account or key' },
};

/** What is searched for, from and to the URL. */
export function useEntrySearch() {
  const [type, setType] = useUrlState<string>('type', '');
  const [source, setSource] = useUrlState<string>('source', '');
  const time = useTimeFilter();
  const search = useSearchFields(names);
  const chosen = {
    type: type || undefined,
    source: source || undefined,
    ...Object.fromEntries(names.map((name) => [name, search.sent[name] || undefined])),
    ...time.times,
  };
  const query: EntryQuery = chosen;
  return {
    type,
    setType,
    source,
    setSource,
    time,
    search,
    query,
    isFiltered: Object.values(query).some(Boolean),
  };
}

/** Search by anything that an entry can be found by. Ids are found whole: what is stored are their pseudonyms. */
export function EntrySearch(props: ReturnType<typeof useEntrySearch>) {
  const { type, setType, source, setSource, time, search } = props;
  const pipeline = useRoute('GET /api/pipeline', {});
  const sources = pipeline.data?.sources.map((one) => one.source) ?? [];
  return (
    <search aria-label="Search entries">
      <form
        className={css.searchForm}
        onSubmit={(event) => {
          event.preventDefault();
          search.send();
        }}
      >
        {names.map((name) => (
          <TextInput
            key={name}
            label={fields[name].label}
            description={fields[name].hint}
            value={search.shown[name]}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => search.type(name, event.currentTarget.value)}
          />
        ))}
        <NativeSelect
          label="Type"
          value={type}
          onChange={(event) => setType(event.currentTarget.value)}
          data={[{ value: '', label: 'Any type' }, ...eventTypes]}
        />
        <NativeSelect
          label="Source"
          value={source}
          onChange={(event) => setSource(event.currentTarget.value)}
          data={[{ value: '', label: 'Any source' }, ...new Set([...sources, ...(source ? [source] : [])])]}
        />
        <TimeFilter {...time} />
        <SearchButtons search={search} />
      </form>
    </search>
  );
}
