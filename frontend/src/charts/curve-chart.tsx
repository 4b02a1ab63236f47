import { Area, ComposedChart, Line, ReferenceDot } from 'recharts';
import { acrossAxis, crosshair, grid, upAxis } from './axes';
import classes from './chart.module.css';
import { ChartFrame } from './chart-frame';
import type { CurveModel, CurvePoint } from './curve-model';

interface CurveChartProps {
  model: CurveModel;
  height: number;
  label: string;
}

/** Draws one curve with its band and the places on it that have a name. */
export function CurveChart({ model, height, label }: CurveChartProps) {
  const { points, x, y, marks, type } = model;
  return (
    <ChartFrame height={height}>
      <ComposedChart data={points} margin={{ top: 20, right: 16, bottom: 0, left: 0 }} title={label}>
        {grid()}
        {acrossAxis('x', x, 8)}
        {upAxis(y, 52)}
        {crosshair<CurvePoint>((point) => (
          <Tip point={point} />
        ))}
        <Area
          dataKey="band"
          type={type}
          stroke="none"
          fill="var(--series-1)"
          fillOpacity={0.14}
          isAnimationActive={false}
          activeDot={false}
        />
        <Line
          dataKey="y"
          type={type}
          stroke="var(--series-1)"
          strokeWidth={2}
          dot={false}
          isAnimationActive={false}
        />
        {marks.map((mark) => (
          <ReferenceDot
            key={`${mark.x} ${mark.label}`}
            x={mark.x}
            y={mark.y}
            r={3.5}
            fill="var(--surface)"
            stroke="var(--series-1)"
            strokeWidth={2}
            label={{
              value: mark.label,
              position: model.side,
              fill: 'var(--ink)',
              fontSize: 12,
              offset: 8,
              dy: -8,
            }}
          />
        ))}
      </ComposedChart>
    </ChartFrame>
  );
}

function Tip({ point }: { point: CurvePoint }) {
  const [head, figure, ...rest] = point.tip;
  return (
    <div className={classes.tooltip}>
      <div className={classes.when}>{head}</div>
      <div className={classes.figure}>{figure}</div>
      {rest.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}
