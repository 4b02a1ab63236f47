import { ReferenceLine } from 'recharts';
import type { TargetLine, TrendModel } from './prepare-trend';

/* Not components: the chart looks for its marks by type. */

/** Dotted lines, one per step, each with its value. */
export const targetMarks = (targets: readonly TargetLine[]) =>
  targets.map(({ from, to, value, label }) => (
    <ReferenceLine
      key={`target ${from}`}
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

/** Share of the axis at its left end where a centred name would lie over the labels beside it. */
const edge = 0.06;

/** Thin verticals with the version on top. */
export const releaseLines = (
  releases: TrendModel['releases'],
  [first, last]: TrendModel['domain']['times'],
) =>
  releases.map(({ at, label }) => (
    <ReferenceLine
      key={`release ${at}`}
      x={at}
      stroke="var(--ink-soft)"
      strokeWidth={1}
      label={{
        value: label,
        position: at - first < (last - first) * edge ? 'insideTopLeft' : 'top',
        fill: 'var(--ink-soft)',
        fontSize: 12,
      }}
    />
  ));
