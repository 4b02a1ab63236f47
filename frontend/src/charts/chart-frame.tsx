import { type ReactElement, useCallback, useState } from 'react';
import { ResponsiveContainer } from 'recharts';
import classes from './chart.module.css';

interface ChartFrameProps {
  /** In pixels; the width is what there is. */
  height: number;
  /** One chart. */
  children: ReactElement;
}

/** Where a chart is drawn. It is as wide as its place from its first frame on, so that nothing jumps. */
export function ChartFrame({ height, children }: ChartFrameProps) {
  const [width, setWidth] = useState<number>();
  const measure = useCallback((place: HTMLElement | null) => {
    if (place) setWidth(place.clientWidth);
  }, []);
  return (
    <div ref={measure} className={classes.chart} style={{ height }}>
      {width !== undefined && (
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width, height }}>
          {children}
        </ResponsiveContainer>
      )}
    </div>
  );
}
