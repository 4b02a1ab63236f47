import { type RefObject, useRef } from 'react';
import { useKeys } from './use-keys';

/** Frames that a row may take to be drawn after it was scrolled to. */
const patience = 20;

/**
 * j and k move the focus from row to row; Enter is the link's own. Keys may come faster than rows are drawn, so
 * the row that is meant is remembered until it has the focus.
 */
export function useRowKeys(
  body: RefObject<HTMLElement | null>,
  total: number,
  show: (index: number) => void,
): void {
  const meant = useRef<number | null>(null);
  const focus = (frames: number): void => {
    const link = body.current?.querySelector<HTMLElement>(`[data-index="${meant.current}"] [data-row-link]`);
    link?.focus({ preventScroll: true });
    if (link || frames === 0) meant.current = null;
    else requestAnimationFrame(() => focus(frames - 1));
  };
  const move = (step: number): void => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-index]');
    const from = meant.current ?? (focused ? Number(focused.dataset.index) : null);
    const next = from === null ? 0 : from + step;
    if (next < 0 || next >= total) return;
    const waiting = meant.current !== null;
    meant.current = next;
    show(next);
    if (!waiting) focus(patience);
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
}
