import { ReferenceLine } from 'recharts';
import type { TargetLine } from './prepare-trend';

/** Dotted lines, one per step, each with its value. Not a component: the chart looks for its marks by type. */
export const targetMarks = (targets: readonly TargetLine[]) =>
  targets.map(({ from, to, value, label }) => (
    <ReferenceLine
      key={from}
      segment={[
        { x: from, y: value },
        { x: to, y: value },
      ]}
      stroke="var(--ink-soft)"
      strokeDasharray="1 4"
      strokeWidth={1.5}
      label={{ value: label, position: 'insideTopRight', fill: 'var(--ink-soft)', fontSize: 12 }}
    />
  ));
