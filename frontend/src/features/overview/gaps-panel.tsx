import { Link } from 'wouter';
import { type Column, DataTable } from '../../components/data-table';
import { Panel } from '../../components/panel';
import { Empty } from '../../components/state';
import type { Answer } from '../../lib/api';
import { count, counted, percent, words } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { Sparkline, Trend } from '../gaps/gap-parts';
import { Priority } from '../gaps/gap-priority';
import { gapStatuses, gapTypes } from '../gaps/gap-words';
import classes from './gaps-panel.module.css';
import { whatToFix } from './what-to-fix';

type GapList = Answer<'GET /api/gaps'>;
type Gap = GapList['gaps'][number];

const shown = 5;

/** The five gaps of what the bot can learn that are worth most; what it cannot learn is counted below them. */
export function GapsPanel() {
  const { scope, carried, values } = useFilters();
  const isFiltered = Object.keys(values).length > 0;
  const gaps = useRoute('GET /api/gaps', { query: { from: scope.from, to: scope.to } });
  return (
    <Panel
      title="What to fix first?"
      subtitle={
        gaps.data &&
        `${count(gaps.data.escalations.inGaps)} of ${count(gaps.data.escalations.total)} escalations share a gap. Counted are handoffs; the escalation rate counts episodes${isFiltered ? '. Of all handoffs in this range: filters do not narrow gaps' : ''}`
      }
      aside={<Link href={`/gaps${carried}`}>All gaps</Link>}
      query={gaps}
      height={220}
      flush
      isEmpty={(data) => data.gaps.length === 0}
      empty={
        <Empty title="No gaps found yet">
          Gaps are groups of escalations with the same unmet need. They are looked for every few minutes once
          escalations with words have arrived.
        </Empty>
      }
    >
      {(data) => <Gaps list={data} carried={carried} />}
    </Panel>
  );
}

function Gaps({ list, carried }: { list: GapList; carried: string }) {
  const { fixable, others } = whatToFix(list.gaps);
  return (
    <>
      {fixable.length > 0 ? (
        <DataTable
          caption="Gaps in what the bot can do, by priority"
          rows={fixable.slice(0, shown)}
          rowKey={(gap) => gap.id}
          columns={columnsFor(list, carried)}
        />
      ) : (
        <p className={classes.note}>No gap in what the bot can do.</p>
      )}
      {others.length > 0 && (
        <p className={classes.note}>
          Nothing to teach the bot:{' '}
          {others.map(({ type, gaps, escalations }, i) => (
            <span key={type}>
              {i > 0 && ', '}
              <Link href={`/gaps${withType(carried, type)}`}>{words(type).toLowerCase()}</Link>{' '}
              {counted(escalations, 'escalation', 'escalations')} in {counted(gaps, 'gap', 'gaps')}
            </span>
          ))}
          .
        </p>
      )}
    </>
  );
}

function withType(carried: string, type: string): string {
  const query = new URLSearchParams(carried);
  query.set('type', type);
  return `?${query}`;
}

function columnsFor({ escalations }: GapList, carried: string): Column<Gap>[] {
  return [
    {
      key: 'gap',
      title: 'Gap',
      cell: (gap) => (
        <div className={classes.name}>
          <Link href={`/gaps/${gap.id}${carried}`}>{gap.name}</Link>
          <span className={classes.type}>
            {gapTypes[gap.type].label}
            {gap.status !== 'new' && ` · ${gapStatuses[gap.status]}`}
          </span>
        </div>
      ),
    },
    {
      key: 'size',
      title: 'Escalations',
      numeric: true,
      cell: (gap) => count(gap.size),
      sortBy: (gap) => gap.size,
    },
    {
      key: 'priority',
      title: 'Could save',
      numeric: true,
      wide: true,
      cell: (gap) => <Priority gap={gap} />,
      sortBy: (gap) => gap.priority,
    },
    {
      key: 'share',
      title: 'Share of all',
      numeric: true,
      wide: true,
      cell: (gap) => (escalations.total === 0 ? '–' : percent(gap.size / escalations.total)),
    },
    {
      key: 'weekly',
      title: '13 weeks',
      wide: true,
      cell: (gap) => <Sparkline weekly={gap.weekly} />,
    },
    {
      key: 'trend',
      title: 'Change',
      wide: true,
      cell: (gap) => <Trend trend={gap.trend} />,
      sortBy: (gap) => gap.trend?.ratio ?? null,
    },
    {
      key: 'resolved',
      title: 'Humans solve',
      numeric: true,
      cell: (gap) => percent(gap.resolvedShare, 0),
      sortBy: (gap) => gap.resolvedShare,
    },
  ];
}
