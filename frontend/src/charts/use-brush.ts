import { useState } from 'react';
import type { MouseHandlerDataParam } from 'recharts';

interface Stretch {
  from: number;
  to: number;
}

/** Dragging over a chart's time axis; `onZoom` gets the first and the last bucket that were touched. */
export function useBrush(onZoom: ((from: number, to: number) => void) | undefined) {
  const [drag, setDrag] = useState<Stretch | null>(null);
  const placeOf = ({ activeLabel }: MouseHandlerDataParam): number | null =>
    activeLabel === undefined ? null : Number(activeLabel);
  const stop = () => {
    setDrag(null);
    if (drag && drag.from !== drag.to) onZoom?.(Math.min(drag.from, drag.to), Math.max(drag.from, drag.to));
  };
  if (!onZoom) return { drag: null, handlers: {} };
  return {
    drag,
    handlers: {
      onMouseDown: (state: MouseHandlerDataParam) => {
        const at = placeOf(state);
        if (at !== null) setDrag({ from: at, to: at });
      },
      onMouseMove: (state: MouseHandlerDataParam) => {
        const at = placeOf(state);
        if (drag && at !== null && at !== drag.to) setDrag({ ...drag, to: at });
      },
      onMouseUp: stop,
      onMouseLeave: () => setDrag(null),
    },
  };
}
