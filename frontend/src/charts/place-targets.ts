/** A target over a stretch of the chart. */
export interface TargetLine {
  from: number;
  to: number;
  value: number;
  label: string;
}

/** Parts of the axes that a label takes beside its line, about, on a small chart. */
const wide = 0.2;
const high = 0.08;

const places = ['insideTopRight', 'insideBottomRight', 'insideTopLeft', 'insideBottomLeft'] as const;
type Place = (typeof places)[number];
/** `at` as on the axis of times; null is a gap. */
type Drawn = readonly { at: number; value: number | null }[];
interface Domain {
  values: readonly [number, number];
  times: readonly [number, number];
}

/** A target with the end and the side of its line where its label lies over the fewest strokes of the drawn lines. */
export interface PlacedTarget extends TargetLine {
  place: Place;
}

/** Where each target's label stands. */
export function placeTargets(
  targets: readonly TargetLine[],
  drawn: readonly Drawn[],
  { values: [lowest, highest], times: [first, last] }: Domain,
): PlacedTarget[] {
  const [width, height] = [(last - first) * wide, (highest - lowest) * high];
  const covered = ({ from, to, value }: TargetLine, place: Place): number => {
    const [left, right] = place.endsWith('Right')
      ? [Math.max(from, to - width), to]
      : [from, Math.min(to, from + width)];
    const [bottom, top] = place.startsWith('insideTop') ? [value - height, value] : [value, value + height];
    if (bottom < lowest || top > highest) return Number.POSITIVE_INFINITY;
    const isOver = (line: Drawn, i: number): boolean => {
      const [begin, end] = [line[i], line[i + 1]];
      if (!begin || !end || begin.value === null || end.value === null) return false;
      const isBeside = begin.at < right && end.at > left;
      return isBeside && Math.min(begin.value, end.value) < top && Math.max(begin.value, end.value) > bottom;
    };
    return drawn.flatMap((line) => line.filter((_, i) => isOver(line, i))).length;
  };
  return targets.map((target) => {
    const counts = places.map((place) => covered(target, place));
    return { ...target, place: places[counts.indexOf(Math.min(...counts))] ?? places[0] };
  });
}
