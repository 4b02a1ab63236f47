import { NativeSelect } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Bucket } from '../../../../backend/src/contract/metric-answers.js';
import { type MetricName, metricOf } from '../../../../backend/src/contract/metrics.js';
import { TrendChart } from '../../charts/drawers';
import { prepareTrend, trendTable } from '../../charts/prepare-trend';
import { ChartPanel } from '../../components/chart-panel';
import { comparisons } from '../../lib/filters';
import { useRoute } from '../../lib/queries';
import { markAddress, rowsBehind } from '../../lib/rows-behind';
import { useFilters } from '../../lib/use-filters';
import { useTarget } from '../../lib/use-target';
import { addDays, dayOf, startOfDay } from '../../lib/zone';
import { metricGroups } from './headline-metrics';
import { NothingMeasured } from './nothing-measured';
import { RatesMissing } from './rates-missing';
import classes from './tile.module.css';
import { useEarlierSeries, useHeadlineNow, useSeries, useSource } from './use-metric';

const height = 260;

interface TrendPanelProps {
  metric: MetricName;
  onChoose: (metric: MetricName) => void;
}

/** Any metric over time: the chosen tile's, or one from the list. */
export function TrendPanel({ metric, onChoose }: TrendPanelProps) {
  const declaration = metricOf(metric);
  const series = useSeries(metric);
  const zoom = useZoom(series.data?.bucket);
  const earlier = useEarlierSeries(metric, series.data?.bucket);
  const { carried, compare, values, zone } = useFilters();
  const looked = { values, zone };
  const source = useSource('series', { metric });
  const releases = useRoute('GET /api/releases', {});
  const now = useHeadlineNow(metric);
  const steps = useTarget(metric);
  const money = series.data?.currency;
  const targetSeconds = declaration.unit === 'seconds' ? declaration.targetSeconds : undefined;
  const model = useMemo(
    () =>
      series.data &&
      prepareTrend({ series: series.data, earlier, releases: releases.data, targetSeconds, steps }),
    [series.data, earlier, releases.data, targetSeconds, steps],
  );
  return (
    <ChartPanel
      title={declaration.question}
      subtitle={[
        `${declaration.label}${money ? `, in ${money}` : ''}${subtitles[metric] ?? ''}`,
        model?.hasEarlier && `Grey: ${comparisons[compare]}`,
      ]
        .filter(Boolean)
        .join('. ')}
      aside={
        <>
          <Link href={compareAddress(carried, metric)}>Compare</Link>
          <NativeSelect
            aria-label="Metric of this chart"
            className={classes.metric}
            data={metricGroups}
            value={metric}
            onChange={(event) => onChoose(event.currentTarget.value as MetricName)}
          />
        </>
      }
      empty={now.data?.currency === null ? <RatesMissing /> : <NothingMeasured metric={metric} />}
      model={model}
      query={series}
      source={source}
      height={height}
      isEmpty={({ points }) => points.every(({ value }) => value === null)}
      metric={metric}
      measured={now.data}
      table={(shown) =>
        trendTable(shown, declaration.label, (point, part) => markAddress(metric, part, looked, point))
      }
    >
      {(shown) => (
        <TrendChart
          model={shown}
          height={height}
          label={`${declaration.label} over time`}
          syncId="overview"
          onZoom={zoom}
          rowsOf={(point) => rowsBehind(metric, looked, point)}
        />
      )}
    </ChartPanel>
  );
}

/** A range is whole days, so there is nothing to zoom to within a few of them. */
function useZoom(bucket: Bucket | undefined) {
  const { zone, period, change } = useFilters();
  if (!bucket || bucket === '15m' || bucket === 'hour') return undefined;
  const days = { day: 1, week: 7, month: 28 }[bucket];
  return (from: number, to: number) => {
    const last = Math.min(period.to - 1, startOfDay(addDays(dayOf(to, zone), days), zone) - 1);
    change({ range: { first: dayOf(from, zone), last: dayOf(last, zone) } });
  };
}

const compareAddress = (carried: string, metric: MetricName): string =>
  `/compare?${new URLSearchParams([...new URLSearchParams(carried), ['metric', metric]])}`;

const subtitles: Partial<Record<MetricName, string>> = {
  time_to_action: ', median by the handoff’s start. Dashed: may still change',
  callback_rate: ', by the handoff’s start. Dashed: not all had seven days yet',
  escalation_rate: ', by the episode’s start. Dashed: may still change',
  fidelity: ', by the handoff’s start. Dashed: may still change',
  waiting_handoffs: ', by when they began to wait',
};
