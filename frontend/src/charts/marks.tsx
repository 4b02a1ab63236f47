import { ReferenceLine } from 'recharts';
import type { PlacedTarget } from './place-targets';
import type { TrendModel } from './prepare-trend';

/* Not components: the chart looks for its marks by type. */

/** Dotted lines, one per step, each with its value. */
export const targetMarks = (targets: readonly PlacedTarget[]) =>
  targets.map(({ from, to, value, label, place }) => (
    <ReferenceLine
      key={`target ${from}`}
      segment={[
        { x: from, y: value },
        { x: to, y: value },
      ]}
      stroke="var(--ink-soft)"
      strokeDasharray="1 4"
      strokeWidth={1.5}
      label={{ value: label, position: place, fill: 'var(--ink-soft)', fontSize: 12 }}
    />
  ));

/** Share of the axis at its ends where a centred name would lie over the labels beside it, or be cut. */
const edge = 0.06;

/** Where the name on top of a vertical stands: beside it at the ends of the axis. */
export function topOf(at: number, [first, last]: readonly [number, number]) {
  const share = (at - first) / (last - first);
  if (share < edge) return 'insideTopLeft';
  return share > 1 - edge ? 'insideTopRight' : 'top';
}

/** Thin verticals with the version on top. */
export const releaseLines = (releases: TrendModel['releases'], times: TrendModel['domain']['times']) =>
  releases.map(({ at, label }) => (
    <ReferenceLine
      key={`release ${at}`}
      x={at}
      stroke="var(--ink-soft)"
      strokeWidth={1}
      label={{
        value: label,
        position: topOf(at, times),
        fill: 'var(--ink-soft)',
        fontSize: 12,
      }}
    />
  ));
