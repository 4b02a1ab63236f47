import { NativeSelect } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Dimension } from '../../../../backend/src/contract/dimensions.js';
import { minimumRows } from '../../../../backend/src/contract/metric.js';
import { type MetricName, metricOf } from '../../../../backend/src/contract/metrics.js';
import { intervalText } from '../../charts/change';
import { IntervalBar } from '../../charts/interval-bar';
import { type BreakdownRow, breakdownTable, prepareBreakdown } from '../../charts/prepare-breakdown';
import { ChangeText } from '../../components/change-text';
import { ChartPanel } from '../../components/chart-panel';
import { type Column, DataTable } from '../../components/data-table';
import { breakdownDimensions } from '../../lib/breakdown-dimensions';
import { dimensionLabel } from '../../lib/filters';
import { count, duration, limitsText, measure, type Unit, unitOf } from '../../lib/format';
import { rowsAddress } from '../../lib/rows-address';
import { useFilters } from '../../lib/use-filters';
import { useUrlState } from '../../lib/use-url-state';
import classes from './breakdown-panel.module.css';
import { RatesMissing } from './rates-missing';
import { useBreakdown, useHeadlineNow, useSource } from './use-metric';

/** The chosen tile's metric by any dimension. */
export function BreakdownPanel({ metric }: { metric: MetricName }) {
  const { label, better, population } = metricOf(metric);
  const names = breakdownDimensions(population);
  const [asked, setBy] = useUrlState<Dimension>('by', 'channel', names);
  const by = names.includes(asked) ? asked : 'channel';
  const { now, before } = useBreakdown(metric, by);
  const source = useSource('breakdown', { metric, by });
  const headline = useHeadlineNow(metric).data;
  const model = useMemo(
    () => now.data && prepareBreakdown(now.data, before, better),
    [now.data, before, better],
  );
  const unit = unitOf(metric, now.data?.currency);
  const columns = useColumns(metric, unit, by);
  return (
    <ChartPanel
      title="Where is it different?"
      subtitle={`${label} by ${dimensionLabel(by).toLowerCase()}. Grey: fewer than ${minimumRows}, not compared`}
      aside={
        <NativeSelect
          aria-label="Break down by"
          data={names.map((name) => ({ value: name, label: `by ${dimensionLabel(name).toLowerCase()}` }))}
          value={by}
          onChange={(event) => setBy(event.currentTarget.value as Dimension)}
        />
      }
      model={model}
      query={now}
      source={source}
      height={260}
      isEmpty={(rows) => rows.length === 0}
      empty={headline?.currency === null ? <RatesMissing /> : undefined}
      metric={metric}
      measured={headline}
      table={(rows) => breakdownTable(rows, dimensionLabel(by), unit)}
    >
      {(rows) => (
        <div className={classes.bleed}>
          <DataTable
            key={`${metric} ${by}`}
            caption={`${label} by ${dimensionLabel(by)}`}
            rows={rows}
            rowKey={(row) => row.key}
            columns={columns}
            sort={{ key: 'n', descending: true }}
            isFaint={(row) => row.isSmall}
            maxHeight={420}
          />
        </div>
      )}
    </ChartPanel>
  );
}

const figureTitles = { seconds: 'Median', mean: 'Mean', ratio: 'Value', count: 'Count' } as const;

function useColumns(metric: MetricName, unit: Unit, by: Dimension): Column<BreakdownRow>[] {
  const { carried, setValues } = useFilters();
  return useMemo(
    () => [
      {
        key: 'key',
        title: dimensionLabel(by),
        sortBy: (row) => row.label,
        cell: (row) => (
          <button
            type="button"
            className={classes.value}
            title={`Show only ${row.label}`}
            onClick={() => setValues(by, [row.key])}
          >
            {row.label}
          </button>
        ),
      },
      {
        key: 'bar',
        title: 'With 95 % interval',
        width: '34%',
        wide: true,
        cell: (row) => <IntervalBar value={row.bar} low={row.low} high={row.high} faint={row.isSmall} />,
      },
      {
        key: 'figure',
        title: figureTitles[metricOf(metric).unit],
        numeric: true,
        sortBy: (row) => row.value,
        cell: (row) => (
          <span title={intervalText(row.interval, unit) ?? undefined}>{measure(row.value, unit)}</span>
        ),
      },
      ...(metricOf(metric).unit === 'seconds'
        ? [
            {
              key: 'p90',
              title: 'p90',
              numeric: true,
              wide: true,
              sortBy: (row: BreakdownRow) => row.p90,
              cell: (row: BreakdownRow) => (
                <span title={row.p90Limits ? `95 % interval ${limitsText(row.p90Limits)}` : undefined}>
                  {duration(row.p90)}
                </span>
              ),
            },
          ]
        : []),
      {
        key: 'change',
        title: 'Change',
        numeric: true,
        sortBy: (row) => row.change?.difference ?? null,
        cell: (row) => <ChangeText change={row.change} unit={unit} />,
      },
      {
        key: 'n',
        title: 'n',
        numeric: true,
        sortBy: (row) => row.n,
        cell: (row) => (
          <Link href={rowsAddress(metric, 'denominator', carried, { [by]: row.key })}>{count(row.n)}</Link>
        ),
      },
    ],
    [metric, unit, by, carried, setValues],
  );
}
