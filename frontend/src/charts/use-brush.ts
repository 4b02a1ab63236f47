import { type MouseEvent, useState } from 'react';
import type { MouseHandlerDataParam } from 'recharts';

interface Stretch {
  from: number;
  to: number;
  /** Where the pointer went down: of the page, and from the chart's top. */
  x: number;
  y: number;
}

interface Doings {
  /** Gets the first and the last bucket that were dragged over. */
  onZoom?: (from: number, to: number) => void;
  /** Gets the bucket that was clicked, and how many pixels below the chart's top. */
  onOpen?: (at: number, event: MouseEvent, y: number) => void;
}

/** A hand that clicks moves by as many pixels. */
const still = 4;

/** The pointer over a chart's time axis: a drag over several buckets zooms, a click opens one. */
export function useBrush({ onZoom, onOpen }: Doings) {
  const [drag, setDrag] = useState<Stretch | null>(null);
  const placeOf = ({ activeLabel }: MouseHandlerDataParam): number | null =>
    activeLabel === undefined ? null : Number(activeLabel);
  const stop = (event: MouseEvent) => {
    setDrag(null);
    if (!drag) return;
    const { from, to, x, y } = drag;
    if (Math.abs(event.clientX - x) <= still) onOpen?.(from, event, y);
    else if (from !== to) onZoom?.(Math.min(from, to), Math.max(from, to));
  };
  return {
    drag: onZoom ? drag : null,
    handlers: {
      onMouseDown: (state: MouseHandlerDataParam, event: MouseEvent) => {
        const at = placeOf(state);
        if (at !== null && event.button === 0) {
          setDrag({ from: at, to: at, x: event.clientX, y: state.activeCoordinate?.y ?? 0 });
        }
      },
      onMouseMove: (state: MouseHandlerDataParam) => {
        const at = placeOf(state);
        if (drag && at !== null && at !== drag.to) setDrag({ ...drag, to: at });
      },
      onMouseUp: (_: MouseHandlerDataParam, event: MouseEvent) => stop(event),
      onMouseLeave: () => setDrag(null),
    },
  };
}
