import { type KeyboardEvent, useRef } from 'react';

const steps: Record<string, [down: number, right: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * Arrow keys between the cells of a grid; Tab enters it once and leaves it. Cells carry `data-row` and `data-column`;
 * one without a neighbour keeps the focus.
 */
export function useGridKeys<Grid extends HTMLElement>() {
  const grid = useRef<Grid>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
    if (!step || !cell) return;
    event.preventDefault();
    const [row, column] = [Number(cell.dataset.row) + step[0], Number(cell.dataset.column) + step[1]];
    const next = grid.current?.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
    if (!next) return;
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };
  return { ref: grid, onKeyDown };
}
