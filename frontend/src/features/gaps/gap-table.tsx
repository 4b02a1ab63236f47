import { Link } from 'wouter';
import { type Column, DataTable } from '../../components/data-table';
import { count } from '../../lib/format';
import { Consistency, GapTypeTag, IntentName, Sparkline, Trend } from './gap-parts';
import { ForEver, Priority } from './gap-priority';
import { type GapSummary, gapStatuses, gapTypes } from './gap-words';
import css from './gaps.module.css';

interface TableProps {
  caption: string;
  gaps: readonly GapSummary[];
  /** Keeps range and filters on the way to one. */
  carried: string;
}

/** Gaps in the order of their priority. */
export function GapTable({ caption, gaps, carried }: TableProps) {
  const rank = new Map(gaps.map((gap, i) => [gap.id, i + 1]));
  const columns: Column<GapSummary>[] = [
    {
      key: 'rank',
      title: 'Rank',
      width: 64,
      wide: true,
      sortBy: (gap) => rank.get(gap.id) ?? null,
      cell: (gap) => rank.get(gap.id),
    },
    {
      key: 'gap',
      title: 'Gap',
      cell: (gap) => (
        <span className={css.name}>
          <Link href={`/gaps/${gap.id}${carried}`} className={css.open}>
            {gap.name}
          </Link>
          <span className={css.under}>
            <span className={css.narrow}>
              {gapTypes[gap.type].label}
              {gap.status !== 'new' && ` · ${gapStatuses[gap.status]}`}{' '}
            </span>
            {gap.named && gap.terms.slice(0, 5).join(', ')} <ForEver gap={gap} />
          </span>
        </span>
      ),
    },
    {
      key: 'type',
      title: 'Type, status',
      wide: true,
      cell: (gap) => (
        <span>
          <GapTypeTag type={gap.type} />
          {gap.status !== 'new' && <span className={css.under}>{gapStatuses[gap.status]}</span>}
        </span>
      ),
      sortBy: (gap) => gap.type,
    },
    {
      key: 'size',
      title: 'Size',
      numeric: true,
      sortBy: (gap) => gap.size,
      cell: (gap) => (
        <span>
          {count(gap.size)}
          <span className={`${css.under} ${css.whole}`}>{count(gap.total)} in all</span>
        </span>
      ),
    },
    { key: 'weeks', title: '13 weeks', wide: true, cell: (gap) => <Sparkline weekly={gap.weekly} /> },
    {
      key: 'trend',
      title: 'Change',
      sortBy: (gap) => gap.trend?.ratio ?? null,
      cell: (gap) => <Trend trend={gap.trend} />,
    },
    {
      key: 'priority',
      title: 'Could save',
      numeric: true,
      wide: true,
      sortBy: (gap) => gap.priority,
      cell: (gap) => <Priority gap={gap} />,
    },
    {
      key: 'consistency',
      title: 'Humans',
      wide: true,
      sortBy: (gap) => gap.resolvedShare,
      cell: (gap) => (
        <span className={css.slim}>
          <Consistency gap={gap} />
          {gap.botIntent?.name !== gap.resolvedIntent?.name && (
            <span className={css.under}>
              bot: {gap.botIntent ? <IntentName name={gap.botIntent.name} /> : 'no intent'}
            </span>
          )}
        </span>
      ),
    },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={gaps}
      rowKey={(gap) => gap.id}
      sort={{ key: 'rank', descending: false }}
      isFaint={(gap) => gap.status === 'dismissed'}
    />
  );
}
