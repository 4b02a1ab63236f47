import { Button, CloseButton, NativeSelect } from '@mantine/core';
import { Link } from 'wouter';
import { metricOf } from '../../../../backend/src/contract/metrics.js';
import { CellNote } from '../../components/cell-note';
import { FilterBar } from '../../components/filter-bar';
import { Page } from '../../components/page';
import { Answered } from '../../components/panel';
import { Empty } from '../../components/state';
import { count } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import { ExportButton } from './export-button';
import { type HandoffListState, useHandoffList } from './handoff-list';
import { HandoffSearch } from './handoff-search';
import { HandoffTable } from './handoff-table';
import { handoffOrders, handoffViews, orderNames, viewNames } from './handoff-views';
import css from './handoffs.module.css';

type List = ReturnType<typeof useHandoffList>;

/** Every handoff, by what became of it; also the rows behind a number. */
export default function HandoffsPage() {
  const list = useHandoffList();
  const { state, pages, query, change } = list;
  return (
    <Page title="Handoffs" question="What happened to this customer?" bar={<FilterBar />}>
      <Views list={list} />
      <CellNote />
      <BehindNumber state={state} onRemove={() => change({ metric: null, part: null })} />
      {state.gap && (
        <div className={css.behind}>
          <span>
            Handoffs in one gap. <Link href={`/gaps/${state.gap}`}>Open the gap</Link>
          </span>
          <CloseButton aria-label="Show all gaps" size="sm" onClick={() => change({ gap: null })} />
        </div>
      )}
      <div className={css.tools}>
        <HandoffSearch key={state.search} value={state.search} onSearch={(search) => change({ search })} />
        <NativeSelect
          aria-label="Order"
          data={orderNames.map((value) => ({ value, label: handoffOrders[value] }))}
          value={state.order}
          onChange={(event) =>
            change({ order: event.currentTarget.value === 'newest' ? null : event.currentTarget.value })
          }
        />
        <span className={css.meaning}>{handoffViews[state.view].meaning}</span>
        <strong aria-live="polite">
          {pages.data ? `${count(pages.data.total)} ${pages.data.total === 1 ? 'handoff' : 'handoffs'}` : ''}
        </strong>
        <ExportButton query={query} total={pages.data?.total ?? 0} />
      </div>
      <div className={css.list}>
        <Answered
          query={pages}
          height={480}
          isEmpty={(data) => data.items.length === 0}
          empty={<Nothing list={list} />}
        >
          {(data) => <HandoffTable list={list} rows={data.items} watermark={data.watermark} />}
        </Answered>
      </div>
    </Page>
  );
}

function Views({ list }: { list: List }) {
  return (
    <nav className={css.views} aria-label="Saved views">
      {viewNames.map((view) => {
        const search = new URLSearchParams(list.carried);
        if (view === 'all') search.delete('view');
        else search.set('view', view);
        const text = search.toString();
        return (
          <Link
            key={view}
            href={text ? `/handoffs?${text}` : '/handoffs'}
            className={css.view}
            aria-current={view === list.state.view ? 'page' : undefined}
            title={handoffViews[view].meaning}
          >
            {handoffViews[view].label}
          </Link>
        );
      })}
    </nav>
  );
}

/** Says which number these rows are, and takes the restriction away. */
function BehindNumber({ state, onRemove }: { state: HandoffListState; onRemove: () => void }) {
  if (!state.metric) return null;
  const { label, definition, unit } = metricOf(state.metric);
  const part =
    unit === 'ratio' && state.part === 'denominator' ? 'all rows it is measured over' : 'the rows it counts';
  return (
    <div className={css.behind}>
      <span>
        Behind the number <strong>{label}</strong>: {part}. <span className={css.soft}>{definition}</span>
      </span>
      <CloseButton aria-label={`Stop showing only the rows of ${label}`} size="sm" onClick={onRemove} />
    </div>
  );
}

function Nothing({ list }: { list: List }) {
  const { values } = useFilters();
  const { state } = list;
  const narrowed =
    Object.keys(values).length > 0 ||
    state.view !== 'all' ||
    state.search !== '' ||
    state.metric ||
    state.gap;
  if (!narrowed)
    return (
      <Empty title="No handoff in this range">
        Choose a longer range, or check under Connect that events arrive.
      </Empty>
    );
  const clear = (): void => {
    const dimensions = Object.fromEntries(Object.keys(values).map((name) => [name, null]));
    list.change({ ...dimensions, view: null, search: null, metric: null, part: null, gap: null });
  };
  return (
    <Empty
      title={`Nothing here${state.view === 'all' ? '' : ` under “${handoffViews[state.view].label}”`}`}
      action={
        <Button variant="default" onClick={clear}>
          Clear view and filters
        </Button>
      }
    >
      {state.search
        ? 'Search finds a whole conversation id, handoff id or customer reference.'
        : 'No handoff in this range fits the view and the filters.'}
    </Empty>
  );
}
