import { count, percent } from '../lib/format';
import { type CurveModel, shareAxis } from './curve-model';

interface Precision {
  reads: number;
  halfWidth: number;
}

const rounds = [2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000, 1_000_000];
const place = (reads: number): number => Math.log10(Math.max(1, reads));

/** How wide the interval would be after how many readings; `marked` are numbers of readings with a name. */
export function preparePrecision(
  curve: readonly Precision[],
  marked: readonly { reads: number; label: string }[],
): CurveModel {
  const [first, last] = [curve[0]?.reads ?? 1, curve.at(-1)?.reads ?? 10];
  return {
    points: curve.map(({ reads, halfWidth }) => ({
      x: place(reads),
      y: halfWidth,
      tip: [`${count(reads)} readings`, `± ${percent(halfWidth)}`],
    })),
    x: {
      domain: [place(first), place(last)],
      ticks: rounds
        .filter((reads) => reads >= first && reads <= last)
        .map((reads) => ({ at: place(reads), label: count(reads) })),
    },
    y: shareAxis(Math.max(0.01, ...curve.map(({ halfWidth }) => halfWidth))),
    marks: marked.flatMap(({ reads, label }) => {
      const halfWidth = widthAt(curve, reads);
      return halfWidth === null
        ? []
        : [{ x: place(reads), y: halfWidth, label: `${label}: ± ${percent(halfWidth)}` }];
    }),
    side: 'right',
    type: 'linear',
  };
}

/** Between two points of the curve, on its own scale. */
export function widthAt(curve: readonly Precision[], reads: number): number | null {
  const after = curve.findIndex((point) => point.reads >= reads);
  const [left, right] = [curve[after - 1], curve[after]];
  if (!right) return null;
  if (right.reads === reads || !left) return right.reads === reads ? right.halfWidth : null;
  const part = (place(reads) - place(left.reads)) / (place(right.reads) - place(left.reads));
  return left.halfWidth + (right.halfWidth - left.halfWidth) * part;
}
