import { Link } from 'wouter';
import type { MetricName } from '../../../../backend/src/contract/metrics.js';
import { intervalText } from '../../charts/change';
import { type Column, DataTable } from '../../components/data-table';
import { HowMeasured } from '../../components/how-measured';
import { count, nothing, percent } from '../../lib/format';
import { rowsAddress } from '../../lib/rows-address';
import { useFilters } from '../../lib/use-filters';
import css from './adjudication.module.css';
import { type Callbacks, windowWords } from './callback-words';

type Row = Callbacks['windows'][number];

const metricOf: Record<Row['window'], MetricName> = {
  '24h': 'callback_rate_24h',
  '72h': 'callback_rate_72h',
  '7d': 'callback_rate',
  '30d': 'callback_rate_30d',
};

function Share({ value, interval }: Pick<Row['mature'], 'value' | 'interval'>) {
  if (value === null) return <>{nothing}</>;
  return (
    <>
      <span className={css.strong}>{percent(value)}</span>
      <div className={`${css.soft} ${css.together}`}>{intervalText(interval, 'ratio')}</div>
    </>
  );
}

/** Four windows side by side; each number opens its rows. */
export function WindowTable({ callbacks }: { callbacks: Callbacks }) {
  const { carried } = useFilters();
  const columns: Column<Row>[] = [
    {
      key: 'window',
      title: 'Within',
      cell: ({ window, mature }) => (
        <span className={css.window}>
          {windowWords[window]}
          <HowMeasured metric={metricOf[window]} measured={{ ...mature }} />
        </span>
      ),
    },
    { key: 'mature', title: 'Came back', numeric: true, cell: ({ mature }) => <Share {...mature} /> },
    {
      key: 'rows',
      title: 'Counted',
      numeric: true,
      wide: true,
      cell: ({ window, mature }) => (
        <>
          <Link href={rowsAddress(metricOf[window], 'numerator', carried)}>{count(mature.numerator)}</Link> of{' '}
          <Link href={rowsAddress(metricOf[window], 'denominator', carried)}>
            {count(mature.denominator)}
          </Link>
        </>
      ),
    },
    {
      key: 'attributed',
      title: 'Put down to us',
      numeric: true,
      wide: true,
      cell: ({ attributed }) => <Share {...attributed} />,
    },
    {
      key: 'estimated',
      title: 'With the young ones',
      numeric: true,
      cell: ({ estimated }) =>
        estimated ? <Share {...estimated} /> : <span className={css.soft}>not yet</span>,
    },
    { key: 'young', title: 'Too young', numeric: true, wide: true, cell: ({ young }) => count(young) },
  ];
  return (
    <DataTable
      caption="Callbacks by window"
      rows={callbacks.windows}
      rowKey={({ window }) => window}
      columns={columns}
    />
  );
}
