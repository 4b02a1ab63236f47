import type { ReactNode } from 'react';
import { CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import { labelOf, type Tick } from './scale';

/* Not components: the chart looks for its parts by type. */

interface Axis {
  domain: [number, number];
  ticks: readonly Tick[];
}

export const grid = () => <CartesianGrid vertical={false} stroke="var(--line)" />;

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

/** A crosshair, and what is said about the point under it. */
export function crosshair<Point>(say: (point: Point) => ReactNode) {
  return (
    <Tooltip
      isAnimationActive={false}
      cursor={{ stroke: 'var(--ink-soft)', strokeDasharray: '2 2' }}
      content={({ active, payload }) => (active && payload?.[0] ? say(payload[0].payload as Point) : null)}
    />
  );
}
