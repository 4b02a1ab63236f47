import { ActionIcon, Group } from '@mantine/core';
import { IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { count } from '../../lib/format';
import { drawMap } from './draw-map';
import css from './gap-map.module.css';
import {
  type Bubble,
  bubbleAt,
  type Points,
  panned,
  type Size,
  type View,
  wholeView,
  zoomed,
} from './map-view';

interface MapProps {
  bubbles: readonly Bubble[];
  points: Points;
  carried: string;
}

const height = 460;

/**
 * Gaps as bubbles over the escalations they are made of; what is near is alike. The list beside it says the same in
 * words.
 */
export function GapMap({ bubbles, points, carried }: MapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useWidth(canvas);
  const whole = wholeView(bubbles, size);
  const [moved, setMoved] = useState<View | null>(null);
  const view = moved ?? whole;
  const [pointed, setPointed] = useState(-1);
  const [, go] = useLocation();
  const drag = useRef<{ x: number; y: number; far: boolean } | null>(null);
  const zoom = view.scale / whole.scale;

  useEffect(() => {
    if (canvas.current) drawMap(canvas.current, { bubbles, points, view, size, zoom, pointed });
  }, [bubbles, points, view, size, zoom, pointed]);
  useWheel(canvas, (factor, at) => setMoved(zoomed(view, whole, size, factor, at)));

  const place = (event: PointerEvent): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const under = bubbles[pointed];
  return (
    <div className={css.map}>
      <canvas
        ref={canvas}
        height={height}
        className={under ? css.over : undefined}
        role="img"
        aria-label={`Map of ${bubbles.length} gaps; the list names them all`}
        onPointerDown={(event) => {
          const [x, y] = place(event);
          drag.current = { x, y, far: false };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const [x, y] = place(event);
          const from = drag.current;
          if (!from) return setPointed(bubbleAt(bubbles, view, size, zoom, [x, y]));
          if (!from.far && Math.hypot(x - from.x, y - from.y) < 4) return;
          setMoved(panned(view, x - from.x, y - from.y));
          drag.current = { x, y, far: true };
        }}
        onPointerUp={(event) => {
          const hit = drag.current?.far
            ? undefined
            : bubbles[bubbleAt(bubbles, view, size, zoom, place(event))];
          drag.current = null;
          if (hit) go(`/gaps/${hit.id}${carried}`);
        }}
        onPointerLeave={() => setPointed(-1)}
      />
      <Group gap={4} className={css.tools}>
        <ActionIcon
          variant="default"
          aria-label="Closer"
          onClick={() => setMoved(zoomed(view, whole, size, 1.5))}
        >
          <IconPlus size={16} />
        </ActionIcon>
        <ActionIcon
          variant="default"
          aria-label="Further"
          onClick={() => setMoved(zoomed(view, whole, size, 1 / 1.5))}
        >
          <IconMinus size={16} />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Show all" onClick={() => setMoved(null)}>
          <IconMaximize size={16} />
        </ActionIcon>
      </Group>
      <p className={css.pointed} aria-live="polite">
        {under
          ? `${under.name}: ${count(under.size)} escalations`
          : 'What is near is alike. Point at a bubble, click to open it; drag to move, Ctrl and scroll to look closer.'}
      </p>
    </div>
  );
}

function useWidth(canvas: { current: HTMLCanvasElement | null }): Size {
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const frame = canvas.current?.parentElement;
    if (!frame) return;
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.max(200, entry?.contentRect.width ?? 600)),
    );
    observer.observe(frame);
    return () => observer.disconnect();
  }, [canvas]);
  return { width, height };
}

/** Only with a modifier: a page that scrolls must not be caught. */
function useWheel(
  canvas: { current: HTMLCanvasElement | null },
  act: (factor: number, at: [number, number]) => void,
): void {
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
