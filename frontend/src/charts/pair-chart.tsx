import { Area, ComposedChart, Line } from 'recharts';
import { count, measure, type Unit } from '../lib/format';
import type { RowsBehind } from '../lib/rows-behind';
import { acrossAxis, crosshair, grid, margin, upAxis, valueAt } from './axes';
import { intervalText } from './change';
import classes from './chart.module.css';
import { ChartFrame } from './chart-frame';
import { releaseLines, targetMarks } from './marks';
import { nearestSide, type PairModel, type PairPoint, type PairSide } from './prepare-pair';
import type { TrendPoint } from './prepare-trend';
import { RowsHint } from './rows-hint';
import { useBrush } from './use-brush';
import { useOpenRows } from './use-open-rows';

interface PairChartProps {
  model: PairModel;
  height: number;
  /** In words, for those who cannot see it. */
  label: string;
  names: { a: string; b: string };
  /** The rows that a side's point counts: a click nearest to it opens them. */
  rowsOf: (side: PairSide, point: TrendPoint) => RowsBehind | null;
}

const sides = ['b', 'a'] as const;
const colours = { a: 'var(--series-1)', b: 'var(--series-2)' };

/** Draws two prepared lines with their bands; B's is dashed finely, so that colour does not tell alone. */
export function PairChart({ model, height, label, names, rowsOf }: PairChartProps) {
  const { points, values, times, domain, releases, targets } = model;
  const open = useOpenRows();
  /** The side whose point lies nearest to the pointer, and its rows. */
  const nearestTo = (point: PairPoint, y: number) => {
    const side = nearestSide(point, valueAt(y, height, domain.values));
    const found = side && point[side];
    return found ? { side, rows: rowsOf(side, found) } : undefined;
  };
  const { handlers } = useBrush({
    onOpen: (at, event, y) => {
      const point = points.find((one) => one.at === at);
      open(point && nearestTo(point, y)?.rows, event);
    },
  });
  return (
    <ChartFrame height={height}>
      <ComposedChart data={points} margin={margin} title={label} {...handlers}>
        {grid()}
        {acrossAxis('at', { domain: domain.times, ticks: times })}
        {upAxis({ domain: domain.values, ticks: values })}
        {crosshair<PairPoint>((point, y) => (
          <PairTooltip point={point} unit={model.unit} names={names} nearest={nearestTo(point, y)} />
        ))}
        {sides.map((side) => (
          <Area
            key={`${side} band`}
            dataKey={(point: PairPoint) => point[side]?.band ?? null}
            stroke="none"
            fill={colours[side]}
            fillOpacity={0.1}
            isAnimationActive={false}
            activeDot={false}
            type="linear"
          />
        ))}
        {targetMarks(targets)}
        {releaseLines(releases, domain.times)}
        {sides.flatMap((side) =>
          (['unsettled', 'settled'] as const).map((part) => (
            <Line
              key={`${side} ${part}`}
              dataKey={(point: PairPoint) => point[side]?.[part] ?? null}
              stroke={colours[side]}
              strokeWidth={2}
              strokeDasharray={part === 'unsettled' ? '4 4' : side === 'b' ? '7 2' : undefined}
              dot={false}
              isAnimationActive={false}
              type="linear"
            />
          )),
        )}
      </ComposedChart>
    </ChartFrame>
  );
}

interface PairTooltipProps {
  point: PairPoint;
  unit: Unit;
  names: PairChartProps['names'];
  nearest: { side: PairSide; rows: RowsBehind | null } | undefined;
}

function PairTooltip({ point, unit, names, nearest }: PairTooltipProps) {
  return (
    <div className={classes.tooltip}>
      {(['a', 'b'] as const).map((side) => {
        const found = point[side];
        return found && <SideLines key={side} side={side} name={names[side]} point={found} unit={unit} />;
      })}
      {nearest?.rows && (
        <RowsHint rows={{ ...nearest.rows, words: `${nearest.side.toUpperCase()}, ${nearest.rows.words}` }} />
      )}
    </div>
  );
}

function SideLines({
  side,
  name,
  point,
  unit,
}: {
  side: PairSide;
  name: string;
  point: TrendPoint;
  unit: Unit;
}) {
  const interval = unit === 'count' ? null : intervalText(point.interval, unit);
  return (
    <div>
      <div className={classes.line}>
        <span className={classes.swatch} style={{ background: colours[side] }} />
        {side.toUpperCase()}: {name}
        <span className={`${classes.figure} ${classes.push}`}>
          {point.value === null ? 'No data' : measure(point.value, unit)}
        </span>
      </div>
      <div className={classes.when}>
        {point.name}
        {point.denominator !== null && ` · ${count(point.numerator)} of ${count(point.denominator)}`}
        {interval && ` · ${interval}`}
        {point.isUnsettled && point.value !== null && ' · may still change'}
      </div>
    </div>
  );
}
