import { NativeSelect, TextInput } from '@mantine/core';
import type { AccessAction, AccessKind } from '../../../../../backend/src/contract/access-log.js';
import type { CallInput } from '../../../lib/api';
import { useUrlState } from '../../../lib/use-url-state';
import css from '../ledger.module.css';
import { SearchButtons } from '../search-buttons';
import { TimeFilter, useTimeFilter } from '../time-filter';
import { useSearchFields } from '../use-search-fields';

export type AccessQuery = CallInput<'GET /api/ledger/access/export'>['query'];

export const kindWords: Record<AccessKind, string> = {
  handoff: 'Handoff',
  conversation: 'Conversation',
  entry: 'Ledger entry',
  gap: 'Gap',
  dataset: 'Dataset',
  import: 'Import',
  evidence: 'Evidence pack',
  list: 'List',
  access_log: 'Access log',
  rejected_record: 'Record that was refused',
};
const actionWords: Record<AccessAction, string> = { viewed: 'Viewed', exported: 'Exported' };

const names = ['actor', 'key'] as const;

/** Whose looks at what are listed, from and to the URL. */
export function useAccessFilters() {
  const [action, setAction] = useUrlState<AccessAction | ''>('action', '', ['', 'viewed', 'exported']);
  const [kind, setKind] = useUrlState<AccessKind | ''>('kind', '', [
    '',
    ...(Object.keys(kindWords) as AccessKind[]),
  ]);
  const time = useTimeFilter();
  const search = useSearchFields(names);
  const query: AccessQuery = {
    actor: search.sent.actor || undefined,
    key: search.sent.key || undefined,
    action: action || undefined,
    kind: kind || undefined,
    ...time.times,
  };
  return { action, setAction, kind, setKind, time, search, query };
}

export function AccessFilters(props: ReturnType<typeof useAccessFilters>) {
  const { action, setAction, kind, setKind, time, search } = props;
  return (
    <search aria-label="Filter the access log">
      <form
        className={css.searchForm}
        onSubmit={(event) => {
          event.preventDefault();
          search.send();
        }}
      >
        <TextInput
          label="Who"
          description="part of a name, or a whole id"
          value={search.shown.actor}
          autoComplete="off"
          onChange={(event) => search.type('actor', event.currentTarget.value)}
        />
        <TextInput
          label="Key of what"
          description="exact: a handoff’s key, an entry’s index"
          value={search.shown.key}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => search.type('key', event.currentTarget.value)}
        />
        <NativeSelect
          label="What"
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as typeof kind)}
          data={[
            { value: '', label: 'Anything' },
            ...Object.entries(kindWords).map(([value, label]) => ({ value, label })),
          ]}
        />
        <NativeSelect
          label="Done"
          value={action}
          onChange={(event) => setAction(event.currentTarget.value as typeof action)}
          data={[
            { value: '', label: 'Viewed or exported' },
            ...Object.entries(actionWords).map(([value, label]) => ({ value, label })),
          ]}
        />
        <TimeFilter {...time} />
        <SearchButtons search={search} />
      </form>
    </search>
  );
}
