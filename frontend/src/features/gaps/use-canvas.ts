import { useComputedColorScheme } from '@mantine/core';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Size } from './map-view';

type Canvas = RefObject<HTMLCanvasElement | null>;

/** What is drawn in colours of the page is drawn anew in others. */
export const useColourScheme = (): string => useComputedColorScheme('light');

/** How large the page makes the canvas, in CSS pixels. */
export function useSize(canvas: Canvas): Size {
  const [size, setSize] = useState<Size>({ width: 600, height: 460 });
  useEffect(() => {
    const target = canvas.current;
    if (!target) return;
    const observer = new ResizeObserver(([entry]) => {
      const { width = 600, height = 460 } = entry?.contentRect ?? {};
      setSize({ width: Math.max(1, width), height: Math.max(1, height) });
    });
    observer.observe(target);
    return () => observer.disconnect();
  }, [canvas]);
  return size;
}

/** Only with a modifier: a page that scrolls must not be caught. */
export function useWheel(canvas: Canvas, act: (factor: number, at: [number, number]) => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const target = canvas.current;
    const listen = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
      event.preventDefault();
      const box = target?.getBoundingClientRect();
      latest.current(Math.exp(-event.deltaY / 300), [
        event.clientX - (box?.left ?? 0),
        event.clientY - (box?.top ?? 0),
      ]);
    };
    target?.addEventListener('wheel', listen, { passive: false });
    return () => target?.removeEventListener('wheel', listen);
  }, [canvas]);
}
