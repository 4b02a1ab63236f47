import { Area, ComposedChart, Line, ReferenceDot, ReferenceLine } from 'recharts';
import { count, duration, percent } from '../lib/format';
import { acrossAxis, crosshair, grid, margin, upAxis } from './axes';
import { intervalText } from './change';
import classes from './chart.module.css';
import { ChartFrame } from './chart-frame';
import { topOf } from './marks';
import type { SurvivalModel, SurvivalPoint } from './prepare-survival';

interface SurvivalChartProps {
  model: SurvivalModel;
  height: number;
  label: string;
}

const shares = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, label: percent(at, 0) }));

/** Draws the share acted on by each time, with its band, the target and the quantiles. */
export function SurvivalChart({ model, height, label }: SurvivalChartProps) {
  return (
    <ChartFrame height={height}>
      <ComposedChart data={model.points} margin={margin} title={label}>
        {grid()}
        {acrossAxis('x', { domain: model.domain, ticks: model.times }, 8)}
        {upAxis({ domain: [0, 1], ticks: shares }, 48)}
        {crosshair<SurvivalPoint>((point) => (
          <SurvivalTooltip point={point} />
        ))}
        <Area
          dataKey="band"
          type="stepAfter"
          stroke="none"
          fill="var(--series-1)"
          fillOpacity={0.14}
          isAnimationActive={false}
          activeDot={false}
        />
        {model.target && (
          <ReferenceLine
            x={model.target.x}
            stroke="var(--ink-soft)"
            strokeDasharray="1 4"
            strokeWidth={1.5}
            label={{
              value: model.target.label,
              position: topOf(model.target.x, model.domain),
              fill: 'var(--ink-soft)',
              fontSize: 12,
            }}
          />
        )}
        <Line
          dataKey="share"
          type="stepAfter"
          stroke="var(--series-1)"
          strokeWidth={2}
          dot={false}
          isAnimationActive={false}
        />
        {model.quantiles.map(({ x, share, label: name }) => (
          <ReferenceDot
            key={share}
            x={x}
            y={share}
            r={3.5}
            fill="var(--surface)"
            stroke="var(--series-1)"
            strokeWidth={2}
            label={{ value: name, position: 'right', fill: 'var(--ink)', fontSize: 12, offset: 8, dy: 10 }}
          />
        ))}
      </ComposedChart>
    </ChartFrame>
  );
}

function SurvivalTooltip({ point }: { point: SurvivalPoint }) {
  return (
    <div className={classes.tooltip}>
      <div className={classes.when}>Within {duration(point.seconds)}</div>
      <div className={classes.figure}>{percent(point.share)}</div>
      <div>95 % interval {intervalText({ low: point.band[0], high: point.band[1] }, 'ratio')}</div>
      <div className={classes.when}>{count(point.atRisk)} still waiting then</div>
    </div>
  );
}
