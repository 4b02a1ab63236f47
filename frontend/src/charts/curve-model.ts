import { type Tick, valuesFromZero } from './scale';

export interface CurvePoint {
  x: number;
  y: number;
  band?: [number, number];
  /** A head, the figure, and what more is to be said. */
  tip: string[];
}

/** One curve, ready to be drawn. */
export interface CurveModel {
  points: CurvePoint[];
  x: { domain: [number, number]; ticks: Tick[] };
  y: { domain: [number, number]; ticks: Tick[] };
  marks: { x: number; y: number; label: string }[];
  /** Where there is room for the names of the marks. */
  side: 'left' | 'right';
  type: 'stepAfter' | 'linear';
}

/** From zero to above the highest share, in round steps. */
export function shareAxis(highest: number): CurveModel['y'] {
  const values = valuesFromZero(Math.min(1, highest)).filter((value) => value <= 1);
  return {
    domain: [0, values.at(-1) ?? 1],
    ticks: values.map((at) => ({ at, label: `${Number((at * 100).toFixed(2))} %` })),
  };
}
