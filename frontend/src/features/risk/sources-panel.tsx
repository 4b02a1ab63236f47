import { Link } from 'wouter';
import { abilities, thresholds } from '../../../../backend/src/contract/detectors.js';
import { type Column, DataTable } from '../../components/data-table';
import { Panel } from '../../components/panel';
import { Empty } from '../../components/state';
import type { Answer } from '../../lib/api';
import { count, date, percent, words } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import css from './risk.module.css';
import { thresholdText } from './threshold-text';

type Source = Answer<'GET /api/detectors/sources'>['sources'][number];
type Drift = Source['drift'][number];

/** Sources whose fields moved against their own past, and what a source never sends. */
export function SourcesPanel() {
  const { scope, zone } = useFilters();
  const { from, to, source } = scope;
  const answer = useRoute('GET /api/detectors/sources', { query: { from, to, source } });
  const past = answer.data?.past;
  return (
    <Panel
      title="Which source has changed, and what can it not measure?"
      subtitle={
        past &&
        `Fields of each source against its own past, ${date(past.from, zone)} to ${date(past.to, zone)}, in whole days (UTC). Only the range and the source narrow this`
      }
      query={answer}
      height={280}
      flush
      isEmpty={(data) => data.sources.length === 0}
      empty={<Empty title="No source sent anything in this range">Choose a longer range.</Empty>}
    >
      {(data) => (
        <>
          <DataTable caption="Sources" columns={columns} rows={data.sources} rowKey={(row) => row.source} />
          <p className={css.foot}>
            A field has moved when its share of events did by {thresholdText('drift_share')} or more and the
            interval of the difference leaves zero out, over all of the source’s fields together (Bonferroni);
            from {thresholds.least_rows.value} events on either side on. It cannot see a change of a value’s
            type inside a field that Baton does not know: those that it knows are refused at the door.
          </p>
        </>
      )}
    </Panel>
  );
}

const columns: Column<Source>[] = [
  {
    key: 'source',
    title: 'Source',
    width: '18%',
    sortBy: (row) => row.source,
    cell: (row) => <SourceName row={row} />,
  },
  {
    key: 'drift',
    title: 'Fields that moved',
    width: '41%',
    sortBy: (row) => row.drift.length,
    cell: (row) => <Drifts row={row} />,
  },
  { key: 'lacks', title: 'Never sent, so it cannot measure', cell: (row) => <Lacks row={row} /> },
];

function SourceName({ row }: { row: Source }) {
  const { carried } = useFilters();
  const search = new URLSearchParams(carried);
  search.delete('source');
  search.append('source', row.source);
  return (
    <div className={css.detector}>
      <span className={css.name}>{row.source}</span>
      <span className={css.soft}>
        <Link href={`/episodes?${search}`}>{count(row.conversations)} episodes</Link>,{' '}
        <Link href={`/handoffs?${search}`}>{count(row.handoffs)} handoffs</Link>
      </span>
    </div>
  );
}

const kinds: Record<Drift['kind'], string> = {
  appeared: 'new',
  vanished: 'gone',
  shape: 'other shape',
  more: 'more often',
  less: 'less often',
};
const shown = 4;

function Drifts({ row }: { row: Source }) {
  if (row.fields === 0) return <span className={css.soft}>Too few events to compare</span>;
  if (row.drift.length === 0) return <span className={css.soft}>None of {count(row.fields)} fields</span>;
  return (
    <ul className={css.drifts}>
      {row.drift.slice(0, shown).map((drift) => (
        <DriftLine key={`${drift.type} ${drift.field}`} drift={drift} />
      ))}
      {row.drift.length > shown && (
        <li>
          <details>
            <summary>{count(row.drift.length - shown)} more</summary>
            <ul className={css.drifts}>
              {row.drift.slice(shown).map((drift) => (
                <DriftLine key={`${drift.type} ${drift.field}`} drift={drift} />
              ))}
            </ul>
          </details>
        </li>
      )}
    </ul>
  );
}

function DriftLine({ drift: { type, field, kind, now, before } }: { drift: Drift }) {
  const detail = `${count(before.numerator)} of ${count(before.denominator)} before, ${count(now.numerator)} of ${count(now.denominator)} now`;
  return (
    <li title={detail}>
      <code>{field}</code> <span className={css.soft}>of {type}</span> <b>{kinds[kind]}</b>{' '}
      <span className={css.soft}>
        {percent(before.value, 0)} → {percent(now.value, 0)}
      </span>
    </li>
  );
}

function Lacks({ row: { unmeasured } }: { row: Source }) {
  if (!unmeasured) return <span className={css.soft}>Too few episodes to say</span>;
  if (unmeasured.length === 0) return <span className={css.soft}>Nothing is missing</span>;
  return (
    <ul className={css.drifts}>
      {unmeasured.map((name) => (
        <li key={name}>
          {words(name)} <span className={css.soft}>{abilities[name]}</span>
        </li>
      ))}
    </ul>
  );
}
