import { useMemo } from 'react';
import { Empty } from '../../components/state';
import { GapMap } from './gap-map';
import type { GapSummary } from './gap-words';
import { bubblesOf, noPoints, type Points } from './map-view';
import { type PointTable, usePoints } from './use-points';

interface PanelProps {
  gaps: readonly GapSummary[];
  from?: string;
  to?: string;
  carried: string;
}

/** The map of the gaps of the list. Bubbles are drawn at once, escalations when they have come. */
export function MapPanel({ gaps, from, to, carried }: PanelProps) {
  const points = usePoints({ from, to });
  const bubbles = useMemo(() => bubblesOf(gaps), [gaps]);
  const within = useMemo(
    () =>
      pointsOf(
        points.data,
        bubbles.map(({ id }) => id),
      ),
    [points.data, bubbles],
  );
  if (bubbles.length === 0) return <Empty title="Not laid out yet">The next run lays the map out.</Empty>;
  return (
    <>
      <GapMap bubbles={bubbles} points={within} carried={carried} />
      {points.error && (
        <p role="alert">Single escalations are not drawn: {points.error.detail ?? points.error.title}</p>
      )}
    </>
  );
}

/** Gaps by their place among the bubbles; those that are not shown are -1. */
function pointsOf(table: PointTable | undefined, shown: readonly string[]): Points {
  if (!table) return noPoints;
  const number = new Map(shown.map((id, i) => [id, i]));
  const numbers = table.ids.map((id) => number.get(id) ?? -1);
  return { x: table.x, y: table.y, gap: table.gap.map((gap) => numbers[gap] ?? -1) };
}
