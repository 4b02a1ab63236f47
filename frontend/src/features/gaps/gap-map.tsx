import { ActionIcon, Group } from '@mantine/core';
import { IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { count } from '../../lib/format';
import { drawMap } from './draw-map';
import css from './gap-map.module.css';
import { gapTypes } from './gap-words';
import { MapLegend } from './map-legend';
import {
  type Bubble,
  bringIn,
  bubbleAt,
  bySize,
  type Direction,
  nextBubble,
  type Points,
  panned,
  type Size,
  type View,
  wholeView,
  zoomed,
} from './map-view';
import { useColourScheme, useSize, useWheel } from './use-canvas';

interface MapProps {
  bubbles: readonly Bubble[];
  points: Points;
  carried: string;
}

const directions: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const step = 1.5;

/**
 * Gaps as bubbles over the escalations they are made of; what is near is alike. The list says the same in words.
 */
export function GapMap({ bubbles, points, carried }: MapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size: Size = useSize(canvas);
  const scheme = useColourScheme();
  const whole = useMemo(() => wholeView(bubbles, size), [bubbles, size]);
  const [moved, setMoved] = useState<View | null>(null);
  const view = moved ?? whole;
  const [pointed, setPointed] = useState(-1);
  const [, go] = useLocation();
  const drag = useRef<{ x: number; y: number; far: boolean } | null>(null);
  const under = bubbles[pointed];
  const open = (bubble: Bubble | undefined) => bubble && go(`/gaps/${bubble.id}${carried}`);
  const zoomBy = (factor: number, at?: [number, number]) => setMoved(zoomed(view, whole, size, factor, at));

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the page when it is drawn
  useEffect(() => {
    if (canvas.current) drawMap(canvas.current, { bubbles, points, view, size, pointed });
  }, [bubbles, points, view, size, pointed, scheme]);
  useWheel(canvas, zoomBy);

  const place = (event: PointerEvent): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directions[event.key];
    const next =
      event.key === 'Home' ? bySize(bubbles)[0] : direction && nextBubble(bubbles, pointed, direction);
    const target = next === undefined ? undefined : bubbles[next];
    if (next !== undefined && target) {
      setPointed(next);
      setMoved(bringIn(view, size, target));
    } else if (event.key === 'Enter') open(under);
    else if (event.key === '+' || event.key === '=') zoomBy(step, middleOf(under, view, size));
    else if (event.key === '-') zoomBy(1 / step, middleOf(under, view, size));
    else if (event.key === '0') setMoved(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={css.map}>
      <div
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application is worked with keys
        tabIndex={0}
        aria-roledescription="map"
        aria-label={`Map of ${bubbles.length} gaps. Arrow keys go from gap to gap, Enter opens one, plus and minus look closer and further. The ranked list names them all.`}
        className={css.keys}
        onKeyDown={onKeyDown}
      >
        <canvas
          ref={canvas}
          aria-hidden
          className={under ? css.over : undefined}
          onPointerDown={(event) => {
            const [x, y] = place(event);
            drag.current = { x, y, far: false };
            event.currentTarget.setPointerCapture(event.pointerId);
          }}
          onPointerMove={(event) => {
            const [x, y] = place(event);
            const from = drag.current;
            if (!from) return setPointed(bubbleAt(bubbles, view, size, [x, y]));
            if (!from.far && Math.hypot(x - from.x, y - from.y) < 4) return;
            setMoved(panned(view, x - from.x, y - from.y));
            drag.current = { x, y, far: true };
          }}
          onPointerUp={(event) => {
            const wasFar = drag.current?.far;
            drag.current = null;
            if (!wasFar) open(bubbles[bubbleAt(bubbles, view, size, place(event))]);
          }}
          onPointerCancel={() => {
            drag.current = null;
          }}
          onPointerLeave={() => setPointed(-1)}
        />
      </div>
      <Group gap={4} className={css.tools}>
        <ActionIcon variant="default" aria-label="Closer" onClick={() => zoomBy(step)}>
          <IconPlus size={16} />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Further" onClick={() => zoomBy(1 / step)}>
          <IconMinus size={16} />
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Show all" onClick={() => setMoved(null)}>
          <IconMaximize size={16} />
        </ActionIcon>
      </Group>
      <p className={css.pointed} role="status">
        {under ? (
          <>
            <b>{under.name}</b> {count(under.size)} escalations in range, {count(under.total)} in all.{' '}
            {gapTypes[under.type].label}: {gapTypes[under.type].meaning}
          </>
        ) : (
          'Circles are gaps, filled as far as they are in the range; dots are escalations, the most typical in the middle. Click or press Enter to open a gap; drag, or hold Ctrl and scroll, to look closer.'
        )}
      </p>
      <MapLegend bubbles={bubbles} points={points.x.length} />
    </div>
  );
}

const middleOf = (
  bubble: Bubble | undefined,
  view: View,
  { width, height }: Size,
): [number, number] | undefined =>
  bubble && [(bubble.x - view.x) * view.scale + width / 2, (bubble.y - view.y) * view.scale + height / 2];
