import { Button, CloseButton, NativeSelect } from '@mantine/core';
import { Link } from 'wouter';
import { detectorOf } from '../../../../backend/src/contract/detectors.js';
import { metricOf } from '../../../../backend/src/contract/metrics.js';
import { CellNote } from '../../components/cell-note';
import { FilterBar } from '../../components/filter-bar';
import { Page } from '../../components/page';
import { Answered } from '../../components/panel';
import { Empty } from '../../components/state';
import { count } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import { DetectorChoice } from './detector-choice';
import { ExportButton } from './export-button';
import { type HandoffListState, useHandoffList } from './handoff-list';
import { HandoffSearch } from './handoff-search';
import { HandoffTable } from './handoff-table';
import { delayNames, handoffOrders, handoffViews, orderNames, reasonNames, viewNames } from './handoff-views';
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
      <Narrowed list={list} />
      <BehindDetector state={state} onRemove={() => change({ detector: null, part: null })} />
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
        <DetectorChoice
          value={state.detector}
          onChoose={(detector) => change({ detector, ...(state.metric ? {} : { part: null }) })}
        />
        <span className={css.meaning}>{handoffViews[state.view].meaning}</span>
        <strong aria-live="polite" className={css.total}>
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
  const { label, definition, unit, population } = metricOf(state.metric);
  const part =
    unit !== 'count' && state.part === 'denominator' ? 'all rows it is measured over' : 'the rows it counts';
  return (
    <div className={css.behind}>
      <span>
        Behind the number <strong>{label}</strong>: {part}. <span className={css.soft}>{definition}</span>
        {population === 'action' && ' The number counts actions, and a handoff may hold several.'}
      </span>
      <CloseButton aria-label={`Stop showing only the rows of ${label}`} size="sm" onClick={onRemove} />
    </div>
  );
}

/** What else narrows the list, each with a way out. */
function Narrowed({ list }: { list: List }) {
  const { callbackReason, delay } = list.state;
  const said = [
    callbackReason && {
      name: 'callbackReason',
      text:
        callbackReason === 'none'
          ? 'Called back, put down to nothing'
          : `Called back, put down to: ${reasonNames[callbackReason].label.toLowerCase()}`,
    },
    delay && { name: 'delay', text: `First action: ${delayNames[delay]}` },
  ].filter((one) => one !== null);
  return said.map(({ name, text }) => (
    <div key={name} className={css.behind}>
      <span>{text}</span>
      <CloseButton
        aria-label={`Stop showing only: ${text}`}
        size="sm"
        onClick={() => list.change({ [name]: null })}
      />
    </div>
  ));
}

/** Says which detector found these rows, and takes the restriction away. */
function BehindDetector({ state, onRemove }: { state: HandoffListState; onRemove: () => void }) {
  if (!state.detector) return null;
  const { label, counts, over } = detectorOf(state.detector);
  return (
    <div className={css.behind}>
      <span>
        {state.part === 'denominator' ? 'What the detector is measured over: ' : 'Found by the detector '}
        <strong>{label}</strong>.{' '}
        <span className={css.soft}>{state.part === 'denominator' ? `Here: ${over}.` : counts}</span>
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
    state.callbackReason ||
    state.delay ||
    state.detector ||
    state.gap;
  if (!narrowed)
    return (
      <Empty title="No handoff in this range">
        Choose a longer range, or check under Connect that events arrive.
      </Empty>
    );
  const clear = (): void => {
    const dimensions = Object.fromEntries(Object.keys(values).map((name) => [name, null]));
    const rows = { metric: null, detector: null, part: null, gap: null, callbackReason: null, delay: null };
    list.change({ ...dimensions, view: null, search: null, ...rows });
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
