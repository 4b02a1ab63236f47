import type { ReactNode } from 'react';
import { CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import { labelOf, type Tick } from './scale';

/* Not components: the chart looks for its parts by type. */

interface Axis {
  domain: [number, number];
  ticks: readonly Tick[];
}

export const grid = () => <CartesianGrid vertical={false} stroke="var(--line)" />;

/** Between the drawing and the chart's edges, and what the times below it take. */
export const margin = { top: 20, right: 12, bottom: 0, left: 0 };
const acrossHeight = 30;

/** The value that stands at a height of a chart with this margin, in pixels from its top. */
export function valueAt(y: number, height: number, [low, high]: [number, number]): number {
  const plot = height - margin.top - margin.bottom - acrossHeight;
  return high - ((y - margin.top) / plot) * (high - low);
}

/** From left to right: times, or another number. */
export const acrossAxis = (dataKey: string, { domain, ticks }: Axis, minTickGap = 12) => (
  <XAxis
    dataKey={dataKey}
    type="number"
    domain={domain}
    ticks={ticks.map(({ at }) => at)}
    tickFormatter={labelOf(ticks)}
    tickLine={false}
    axisLine={{ stroke: 'var(--line-strong)' }}
    interval="preserveStartEnd"
    minTickGap={minTickGap}
    height={acrossHeight}
  />
);

/** From the bottom up. What lies beyond it is cut off, not fitted in. */
export const upAxis = ({ domain, ticks }: Axis, width = 56) => (
  <YAxis
    domain={domain}
    ticks={ticks.map(({ at }) => at)}
    tickFormatter={labelOf(ticks)}
    tickLine={false}
    axisLine={false}
    width={width}
    allowDataOverflow
  />
);

/** A crosshair, and what is said about the point under it; `y` is the pointer's, in pixels from the chart's top. */
export function crosshair<Point>(say: (point: Point, y: number) => ReactNode) {
  return (
    <Tooltip
      isAnimationActive={false}
      cursor={{ stroke: 'var(--ink-soft)', strokeDasharray: '2 2' }}
      content={({ active, payload, coordinate }) =>
        active && payload?.[0] ? say(payload[0].payload as Point, coordinate?.y ?? 0) : null
      }
    />
  );
}
