import { Area, ComposedChart, Line, ReferenceArea } from 'recharts';
import { minimumRows } from '../../../backend/src/contract/metric.js';
import { count, measure } from '../lib/format';
import type { RowsBehind } from '../lib/rows-behind';
import { acrossAxis, crosshair, grid, margin, upAxis } from './axes';
import { intervalText } from './change';
import classes from './chart.module.css';
import { ChartFrame } from './chart-frame';
import { releaseLines, targetMarks } from './marks';
import type { TrendModel, TrendPoint } from './prepare-trend';
import { RowsHint } from './rows-hint';
import { useBrush } from './use-brush';
import { useOpenRows } from './use-open-rows';

interface TrendChartProps {
  model: TrendModel;
  height: number;
  /** In words, for those who cannot see it. */
  label: string;
  syncId?: string;
  /** Dragging over the chart asks for this stretch: its first and last bucket. */
  onZoom?: (from: number, to: number) => void;
  /** The rows that a point counts: a click on it opens them. */
  rowsOf: (point: TrendPoint) => RowsBehind | null;
}

/** Draws a prepared trend: band, solid line, dashed where it may still change, release marks, target. */
export function TrendChart({ model, height, label, syncId, onZoom, rowsOf }: TrendChartProps) {
  const { points, values, times, domain, releases, targets, hasEarlier } = model;
  const open = useOpenRows();
  const { drag, handlers } = useBrush({
    onZoom,
    onOpen: (at, event) => {
      const point = points.find((one) => one.at === at);
      open(point && rowsOf(point), event);
    },
  });
  return (
    <ChartFrame height={height}>
      <ComposedChart
        data={points}
        margin={margin}
        syncId={syncId}
        syncMethod="value"
        title={label}
        {...handlers}
      >
        {grid()}
        {acrossAxis('at', { domain: domain.times, ticks: times })}
        {upAxis({ domain: domain.values, ticks: values })}
        {crosshair<TrendPoint>((point) => (
          <TrendTooltip point={point} unit={model.unit} rows={rowsOf(point)} />
        ))}
        <Area
          dataKey="band"
          stroke="none"
          fill="var(--series-1)"
          fillOpacity={0.14}
          isAnimationActive={false}
          activeDot={false}
          type="linear"
        />
        {targetMarks(targets)}
        {releaseLines(releases, domain.times)}
        {drag && drag.from !== drag.to && (
          <ReferenceArea x1={drag.from} x2={drag.to} fill="var(--accent)" fillOpacity={0.15} />
        )}
        {hasEarlier && (
          <Line
            dataKey="earlier.value"
            stroke="var(--series-7)"
            strokeWidth={1.5}
            strokeDasharray="7 3"
            dot={false}
            activeDot={false}
            isAnimationActive={false}
            type="linear"
          />
        )}
        <Line
          dataKey="unsettled"
          stroke="var(--series-1)"
          strokeWidth={2}
          strokeDasharray="4 4"
          dot={false}
          isAnimationActive={false}
          type="linear"
        />
        <Line
          dataKey="settled"
          stroke="var(--series-1)"
          strokeWidth={2}
          dot={LoneDot}
          isAnimationActive={false}
          type="linear"
        />
      </ComposedChart>
    </ChartFrame>
  );
}

/** A point without neighbours has no line to be on. */
function LoneDot({ cx, cy, payload }: { cx?: number; cy?: number; payload?: TrendPoint }) {
  if (!payload?.isLone || cx === undefined || cy === undefined || Number.isNaN(cy)) return <g />;
  return <circle cx={cx} cy={cy} r={2.5} fill="var(--series-1)" />;
}

interface TrendTooltipProps {
  point: TrendPoint;
  unit: TrendModel['unit'];
  rows: RowsBehind | null;
}

function TrendTooltip({ point, unit, rows }: TrendTooltipProps) {
  const interval = unit === 'count' ? null : intervalText(point.interval, unit);
  return (
    <div className={classes.tooltip}>
      <div className={classes.when}>{point.name}</div>
      <div className={classes.figure}>{point.value === null ? 'No data' : measure(point.value, unit)}</div>
      {point.denominator !== null && (
        <div>
          {count(point.numerator)} of {count(point.denominator)}
        </div>
      )}
      {interval && <div>95 % interval {interval}</div>}
      {point.denominator !== null && point.denominator > 0 && point.denominator < minimumRows && (
        <div className={classes.when}>Fewer than {minimumRows}: not compared</div>
      )}
      {point.isUnsettled && point.value !== null && <div className={classes.when}>May still change</div>}
      {point.earlier && point.earlier.value !== null && (
        <div className={classes.when}>
          {measure(point.earlier.value, unit)} on {point.earlier.name}
        </div>
      )}
      <RowsHint rows={rows} />
    </div>
  );
}
