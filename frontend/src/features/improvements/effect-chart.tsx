import { Area, ComposedChart, Line } from 'recharts';
import { acrossAxis, crosshair, grid, upAxis } from '../../charts/axes';
import classes from '../../charts/chart.module.css';
import { ChartFrame } from '../../charts/chart-frame';
import { releaseLines } from '../../charts/marks';
import { count } from '../../lib/format';
import { changeText } from './effect-words';
import type { EffectModel, EffectPoint } from './prepare-effect';

/** Solid: escalations of the gap. Dashed: what the other gaps let expect. The area between, since the release, is what it did. */
export function EffectChart({ model, label }: { model: EffectModel; label: string }) {
  const { points, times, values, domain, releases } = model;
  return (
    <ChartFrame height={260}>
      <ComposedChart data={points} margin={{ top: 20, right: 16, bottom: 0, left: 0 }} title={label}>
        {grid()}
        {acrossAxis('at', { domain: domain.times, ticks: times })}
        {upAxis({ domain: domain.values, ticks: values }, 48)}
        {crosshair<EffectPoint>((point) => (
          <Tip point={point} />
        ))}
        <Area
          dataKey="saved"
          type="linear"
          stroke="none"
          fill="var(--series-1)"
          fillOpacity={0.16}
          isAnimationActive={false}
          activeDot={false}
        />
        {releaseLines(releases, domain.times)}
        <Line
          dataKey="expected"
          type="linear"
          stroke="var(--ink-soft)"
          strokeWidth={1.5}
          strokeDasharray="5 4"
          dot={false}
          isAnimationActive={false}
        />
        <Line
          dataKey="count"
          type="linear"
          stroke="var(--series-1)"
          strokeWidth={2}
          dot={false}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ChartFrame>
  );
}

function Tip({ point }: { point: EffectPoint }) {
  const { interval } = point;
  return (
    <div className={classes.tooltip}>
      <div className={classes.when}>{point.name}</div>
      <div className={classes.figure}>{count(point.count)} escalations</div>
      {point.expected !== null && <div>{point.expected.toFixed(1)} to be expected</div>}
      {point.ratio !== null && <div>Since the release: {changeText(point.ratio)}</div>}
      {interval && (
        <div>
          {changeText(interval.low)} to {changeText(interval.high)}
        </div>
      )}
    </div>
  );
}
