import { Suspense, useMemo } from 'react';
import { Link } from 'wouter';
import { CurveChart } from '../../charts/drawers';
import { callbackTable, prepareCallbacks } from '../../charts/prepare-callbacks';
import { ChartPanel } from '../../components/chart-panel';
import { EmptyHere } from '../../components/empty-here';
import { FilterBar } from '../../components/filter-bar';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { Empty, Loading } from '../../components/state';
import { count, percent } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { reasonNames } from '../handoffs/handoff-views';
import css from './adjudication.module.css';
import { AdjudicationTabs } from './adjudication-tabs';
import type { Callbacks } from './callback-words';
import { DecayPanel } from './decay-panel';
import { RepeatPanel } from './repeat-panel';
import { WindowTable } from './window-table';

/** Who came back after a handoff, why, and what waiting had to do with it. */
export default function CallbacksPage() {
  const { scope } = useFilters();
  const callbacks = useRoute('GET /api/callbacks', { query: scope });
  const model = useMemo(() => callbacks.data && prepareCallbacks(callbacks.data), [callbacks.data]);
  const isEmpty = ({ identity }: Callbacks) => identity.known === 0;
  return (
    <Page
      title="Callbacks"
      question="Who had to come back after a handoff, and was it the handoff’s fault?"
      bar={<FilterBar />}
    >
      <AdjudicationTabs current="/fidelity/callbacks" />
      <div className={css.wideLeft}>
        <div className={css.stack}>
          <Section
            title="How many came back?"
            subtitle="Handoffs whose window has closed, and the estimate that uses the young ones too"
            flush
          >
            <Answered query={callbacks} height={219} isEmpty={isEmpty} empty={<NoCustomers />}>
              {(found) => <WindowTable callbacks={found} />}
            </Answered>
          </Section>
          <ChartPanel
            title="When do they come back?"
            subtitle="Share called back by Kaplan–Meier, with its 95 % band, while one in ten is watched; the young ones count for as long as they were"
            model={model}
            query={callbacks}
            height={220}
            isEmpty={({ points }) => points.length < 2}
            empty={<Empty title="Nobody has come back in this range" />}
            metric="callback_rate"
            table={() => callbackTable(callbacks.data as Callbacks)}
          >
            {(shown) => (
              <Suspense fallback={<Loading height={220} />}>
                <CurveChart model={shown} height={220} label="Share called back by time since the handoff" />
              </Suspense>
            )}
          </ChartPanel>
          <RepeatPanel />
        </div>
        <div className={css.stack}>
          <Section
            title="Whose fault was it?"
            subtitle="Callbacks within 30 days; one may have several reasons"
          >
            <Answered query={callbacks} height={357} isEmpty={({ identity }) => identity.callbacks === 0}>
              {(found) => <Reasons callbacks={found} />}
            </Answered>
          </Section>
          <Section
            title="Would we know them again?"
            subtitle="Only a known customer can be seen to come back"
          >
            <Answered query={callbacks} height={140} isEmpty={({ identity }) => identity.handoffs === 0}>
              {(found) => <Identity callbacks={found} />}
            </Answered>
          </Section>
        </div>
      </div>
      <DecayPanel query={callbacks} />
    </Page>
  );
}

function NoCustomers() {
  return (
    <EmptyHere title="No handoff of a known customer in this range">
      Send the customer’s reference with a conversation or a handoff: without it nobody can be seen to come
      back.
    </EmptyHere>
  );
}

function Reasons({ callbacks }: { callbacks: Callbacks }) {
  const { carried } = useFilters();
  const { reasons, unattributed, identity, decay } = callbacks;
  const isActionSeen = decay.buckets.some(
    ({ key, callback }) => key !== 'no_action' && callback.denominator > 0,
  );
  const rows = reasons.filter((row) => row.callbacks > 0).sort((a, b) => b.callbacks - a.callbacks);
  const rowsOf = (reason: string) => {
    const search = new URLSearchParams(carried);
    search.set('callbackReason', reason);
    return `/handoffs?${search}`;
  };
  return (
    <>
      <ul className={css.bars}>
        {rows.map(({ reason, callbacks: found, handoffs }) => (
          <li key={reason} className={css.reason}>
            <span>
              <Link href={rowsOf(reason)}>{reasonNames[reason].label}</Link>
              <span className={css.soft}> {reasonNames[reason].meaning}</span>
              {handoffs !== null && (
                <span className={css.base}>{percent(handoffs / identity.known, 0)} of all handoffs</span>
              )}
            </span>
            <span className={`${css.number} ${css.strong}`}>{percent(found / identity.callbacks, 0)}</span>
            <span className={`${css.number} ${css.soft}`}>{count(found)}</span>
          </li>
        ))}
        <li className={css.reason}>
          <Link href={rowsOf('none')}>Nothing links it to the handoff</Link>
          <span className={`${css.number} ${css.strong}`}>
            {percent(unattributed / identity.callbacks, 0)}
          </span>
          <span className={`${css.number} ${css.soft}`}>{count(unattributed)}</span>
        </li>
      </ul>
      {!isActionSeen && (
        <p className={css.small}>
          No action is recorded on any handoff older than seven days: “leaked” may only mean that nobody sends
          them. <Link href="/sources">What each source sends</Link>
        </p>
      )}
      <p className={css.small}>
        Each opens its handoffs, and each handoff says what shows it. A callback credits the latest handoff
        before it, once. A reason that is as frequent among all handoffs explains no callback; the others are
        judged by the moment of coming back.
      </p>
    </>
  );
}

function Identity({ callbacks }: { callbacks: Callbacks }) {
  const { handoffs, known, sources, callbacks: back, elsewhere } = callbacks.identity;
  const poorest = [...sources].sort((a, b) => a.known / a.handoffs - b.known / b.handoffs).slice(0, 4);
  return (
    <>
      <p className={css.note}>
        <strong>{percent(known / handoffs, 0)}</strong> of {count(handoffs)} handoffs have a known customer.
        {back > 0 && (
          <>
            {' '}
            {count(elsewhere)} of {count(back)} callbacks came over another channel or source.
          </>
        )}
      </p>
      {poorest.length > 1 && (
        <ul className={`${css.bars} ${css.below}`}>
          {poorest.map((source) => (
            <li key={source.key} className={css.reason}>
              <span>{source.key}</span>
              <span className={`${css.number} ${css.strong}`}>
                {percent(source.known / source.handoffs, 0)}
              </span>
              <span className={`${css.number} ${css.soft}`}>of {count(source.handoffs)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
