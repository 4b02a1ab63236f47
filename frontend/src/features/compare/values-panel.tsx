import { NativeSelect } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Dimension } from '../../../../backend/src/contract/dimensions.js';
import { type MetricName, metricOf } from '../../../../backend/src/contract/metrics.js';
import type { TableTwin } from '../../charts/table-twin';
import { ChangeText } from '../../components/change-text';
import { ChartPanel } from '../../components/chart-panel';
import { type Column, DataTable } from '../../components/data-table';
import type { Answer } from '../../lib/api';
import { dimensionLabel } from '../../lib/filters';
import { count, measure, nothing, percent, type Unit, unitOf } from '../../lib/format';
import { rowsAddress } from '../../lib/rows-address';
import { useFilters } from '../../lib/use-filters';
import { useUrlState } from '../../lib/use-url-state';
import { valueLabel } from '../../lib/value-label';
import classes from './compare.module.css';
import { type Sides, sideAddress } from './sides';
import { type Opponent, useValues } from './use-comparison';
import { chanceText, changeOfSaid, ratioText, verdictNames } from './verdict';

type ByValue = Answer<'GET /api/metrics/compare/values'>;
type Row = ByValue['rows'][number];

interface ValuesPanelProps {
  metric: MetricName;
  sides: Sides;
  dimensions: readonly Dimension[];
}

const opponents: { value: Opponent; label: string }[] = [
  { value: 'sides', label: 'A against B' },
  { value: 'rest', label: 'in A, against all others' },
];

/** Every value of a dimension at once, without naming one by chance. */
export function ValuesPanel({ metric, sides, dimensions }: ValuesPanelProps) {
  // Episodes have a queue only once they are escalated.
  const own = metricOf(metric).population === 'episode' ? 'intent' : 'queue';
  const first = dimensions.includes(own) ? own : 'channel';
  const [by, setBy] = useUrlState<Dimension>('by', first, dimensions);
  const [against, setAgainst] = useUrlState<Opponent>('against', 'sides', ['sides', 'rest']);
  const { values, source } = useValues(metric, sides, by, against);
  const columns = useColumns({ metric, sides, by, against, unit: unitOf(metric, values.data?.currency) });
  const { label } = metricOf(metric);
  return (
    <ChartPanel
      title="Where does it differ?"
      subtitle={values.data && subtitleOf(values.data)}
      aside={
        <>
          <NativeSelect
            aria-label="Each value"
            data={opponents}
            value={against}
            onChange={(event) => setAgainst(event.currentTarget.value as Opponent)}
          />
          <NativeSelect
            aria-label="Every value of"
            data={dimensions.map((name) => ({
              value: name,
              label: `by ${dimensionLabel(name).toLowerCase()}`,
            }))}
            value={by}
            onChange={(event) => setBy(event.currentTarget.value as Dimension)}
          />
        </>
      }
      model={values.data}
      query={values}
      height={260}
      isEmpty={({ rows }) => rows.length === 0}
      metric={metric}
      source={source}
      table={(shown) => tableOf(shown, `${label} by ${dimensionLabel(by).toLowerCase()}, compared`)}
    >
      {(shown) => (
        <div className={classes.bleed}>
          <DataTable
            key={`${metric} ${by} ${against}`}
            caption={`${label} by ${dimensionLabel(by)}, compared`}
            rows={shown.rows}
            rowKey={(row) => row.key}
            columns={columns}
            sort={worstFirst}
            isFaint={(row) => row.verdict === 'too_few'}
            maxHeight={420}
          />
          {shown.leftOut > 0 && (
            <p className={classes.note}>{count(shown.leftOut)} smaller values are not shown.</p>
          )}
        </div>
      )}
    </ChartPanel>
  );
}

const subtitleOf = ({ compared, named, q, least }: ByValue): string =>
  `${count(named)} of ${count(compared)} compared values are named; of those named, at most ${percent(q, 0)} are expected to be so by chance. Grey: fewer than ${least}, not compared`;

interface ColumnsInput {
  metric: MetricName;
  sides: Sides;
  by: Dimension;
  against: Opponent;
  unit: Unit;
}

function useColumns({ metric, sides, by, against, unit }: ColumnsInput): Column<Row>[] {
  const { zone } = useFilters();
  return useMemo(() => {
    const [a, b] = [sideAddress(sides.a, zone), sideAddress(sides.b, zone)];
    const figure = (side: 'a' | 'b', title: string): Column<Row> => ({
      key: side,
      title,
      numeric: true,
      sortBy: (row) => row[side].value,
      cell: (row) => {
        const { value, numerator, denominator } = row[side];
        const size = `n ${count(denominator ?? numerator)}`;
        const address = side === 'a' ? a : b;
        return (
          <span className={classes.pair}>
            <span>{measure(value, unit)}</span>
            {side === 'b' && against === 'rest' ? (
              <Link
                className={classes.small}
                href={rowsAddress(metric, 'denominator', a, { [`except.${by}`]: [row.key] })}
              >
                {size}
              </Link>
            ) : (
              <Link
                className={classes.small}
                href={rowsAddress(metric, 'denominator', address, { [by]: row.key })}
              >
                {size}
              </Link>
            )}
          </span>
        );
      },
    });
    return [
      {
        key: 'key',
        title: dimensionLabel(by),
        sortBy: (row) => row.key,
        cell: (row) => (
          <span className={classes.value}>
            {valueLabel(by, row.key)}
            <VerdictMark verdict={row.verdict} className={classes.narrow} />
          </span>
        ),
      },
      figure('a', 'A'),
      figure('b', against === 'rest' ? 'Others' : 'B'),
      {
        key: 'difference',
        title: 'Difference, with interval',
        numeric: true,
        wide: true,
        sortBy: (row) => row.difference,
        cell: (row) =>
          unit === 'count' ? (
            row.ratio ? (
              `${ratioText(row)} per day`
            ) : (
              nothing
            )
          ) : (
            <ChangeText change={changeOfSaid(row)} unit={unit} withInterval />
          ),
      },
      {
        key: 'adjusted',
        title: 'Adjusted p',
        numeric: true,
        wide: true,
        sortBy: (row) => row.adjusted,
        cell: (row) => (row.adjusted === null ? nothing : chanceText(row.adjusted).replace(/^p /, '')),
      },
      {
        key: 'verdict',
        title: 'Verdict',
        wide: true,
        sortBy: (row) => order[row.verdict],
        cell: (row) => <VerdictMark verdict={row.verdict} />,
      },
    ];
  }, [metric, unit, sides, by, against, zone]);
}

function VerdictMark({
  verdict,
  className = '',
}: {
  verdict: Row['verdict'];
  className?: string | undefined;
}) {
  return (
    <span className={`${classes.mark} ${className}`} data-verdict={verdict}>
      {verdictNames[verdict]}
    </span>
  );
}

/** What got worse is what one came for; within a verdict the largest stands first. */
const worstFirst = { key: 'verdict', descending: false };
const order: Record<Row['verdict'], number> = {
  worse: 0,
  different: 1,
  better: 2,
  no_difference_seen: 3,
  too_few: 4,
};

function tableOf({ rows, metric, currency }: ByValue, caption: string): TableTwin {
  const unit = unitOf(metric, currency);
  const value = { numeric: true, show: (cell: unknown) => measure(cell as number | null, unit) };
  const plain = {
    numeric: true,
    show: (cell: unknown) => (cell === null ? nothing : (cell as number).toPrecision(3)),
  };
  return {
    caption,
    columns: [
      { title: 'Value' },
      { title: 'A', ...value },
      { title: 'n of A', numeric: true },
      { title: 'B', ...value },
      { title: 'n of B', numeric: true },
      { title: 'Difference', ...plain },
      { title: 'Low', ...plain },
      { title: 'High', ...plain },
      { title: 'p', ...plain },
      { title: 'Adjusted p', ...plain },
      { title: 'Verdict' },
    ],
    rows: rows.map((row) => [
      row.key,
      row.a.value,
      row.a.denominator ?? row.a.numerator,
      row.b.value,
      row.b.denominator ?? row.b.numerator,
      row.difference,
      row.interval?.low ?? null,
      row.interval?.high ?? null,
      row.test?.p ?? null,
      row.adjusted,
      verdictNames[row.verdict],
    ]),
  };
}
