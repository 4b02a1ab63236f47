import { useMemo } from 'react';
import { type MetricName, metricOf } from '../../../../backend/src/contract/metrics.js';
import { PairChart } from '../../charts/drawers';
import { type PairSide, pairTable, preparePair } from '../../charts/prepare-pair';
import type { TrendPoint } from '../../charts/prepare-trend';
import { ChartPanel } from '../../components/chart-panel';
import { useRoute } from '../../lib/queries';
import { rowsBehind } from '../../lib/rows-behind';
import { useFilters } from '../../lib/use-filters';
import { useTarget } from '../../lib/use-target';
import classes from './compare.module.css';
import type { Sides } from './sides';
import { TargetForm } from './target-form';
import { usePairSeries } from './use-comparison';

const height = 250;
const bucketWords = { '15m': 'quarter of an hour', hour: 'hour', day: 'day', week: 'week', month: 'month' };

/** Both sides over time. */
export function PairPanel({ metric, sides }: { metric: MetricName; sides: Sides }) {
  const declaration = metricOf(metric);
  const { a, b, bucket, source } = usePairSeries(metric, sides);
  const releases = useRoute('GET /api/releases', {});
  const steps = useTarget(metric);
  const targetSeconds = declaration.unit === 'seconds' ? declaration.targetSeconds : undefined;
  const names = { a: sides.a.name, b: sides.b.name };
  const { aligned } = sides;
  const { zone } = useFilters();
  const rowsOf = (side: PairSide, point: TrendPoint) =>
    rowsBehind(metric, { values: sides[side].values, zone }, point);
  const model = useMemo(
    () =>
      a.data && b.data
        ? preparePair({ a: a.data, b: b.data, aligned, releases: releases.data, targetSeconds, steps })
        : undefined,
    [a.data, b.data, aligned, releases.data, targetSeconds, steps],
  );
  return (
    <ChartPanel
      title={declaration.question}
      subtitle={
        `By ${bucketWords[bucket]}${a.data?.currency ? `, in ${a.data.currency}` : ''}` +
        `${aligned ? '; B is drawn over the days of A' : ''}. Bands: 95 % intervals. Dotted end: may still change`
      }
      model={model}
      query={a.error ? a : b}
      height={height}
      isEmpty={({ points }) => points.every((point) => (point.a?.value ?? point.b?.value ?? null) === null)}
      metric={metric}
      source={source}
      table={(shown) =>
        pairTable(shown, declaration.label, names, (side, point) => rowsOf(side, point)?.href ?? null)
      }
      foot={<TargetForm key={metric} metric={metric} steps={steps} />}
    >
      {(shown) => (
        <>
          <Legend names={names} />
          <PairChart
            model={shown}
            height={height}
            label={`${declaration.label} on both sides`}
            names={names}
            rowsOf={rowsOf}
          />
        </>
      )}
    </ChartPanel>
  );
}

function Legend({ names }: { names: { a: string; b: string } }) {
  return (
    <span className={classes.legend}>
      {(['a', 'b'] as const).map((side) => (
        <span key={side} className={classes.key}>
          <span className={classes.swatch} data-side={side} aria-hidden />
          {side.toUpperCase()}: {names[side]}
        </span>
      ))}
    </span>
  );
}
