import css from './relay-bar.module.css';
import type { RelayMark } from './relay-drawing';

interface MarkProps {
  mark: RelayMark;
  x: number | string;
  y: number;
  size?: number;
}

/** Filled: correct. Hollow: left out. Crossed: wrong. Half: late. A dot: not judged. */
export function ActionMark({ mark, x, y, size = 3.5 }: MarkProps) {
  return (
    <svg x={x} y={y} overflow="visible" aria-hidden="true">
      {mark === 'correct' && <circle r={size} className={css.solid} />}
      {mark === 'omitted' && <circle r={size - 0.5} className={css.hollow} />}
      {mark === 'incorrect' && (
        <path
          d={`M${-size} ${-size}L${size} ${size}M${-size} ${size}L${size} ${-size}`}
          className={css.cross}
        />
      )}
      {mark === 'late' && (
        <>
          <circle r={size - 0.5} className={css.hollow} />
          <path d={`M0 ${-size}A${size} ${size} 0 0 1 0 ${size}Z`} className={css.solid} />
        </>
      )}
      {mark === 'pending' && <circle r={size / 2} className={css.pending} />}
    </svg>
  );
}

/** A line that turns back: the customer called again. */
export function CallbackMark({ x, y }: { x: number | string; y: number }) {
  return (
    <svg x={x} y={y} overflow="visible" aria-hidden="true">
      <path d="M5 5H1a4 4 0 0 1 0-8H-5M-2-6l-3 3 3 3" className={css.callback} />
    </svg>
  );
}

export function TargetMark({ x, y }: { x: number | string; y: number }) {
  return (
    <svg x={x} y={y} overflow="visible" aria-hidden="true">
      <path d="M0-6V6" className={css.target} />
    </svg>
  );
}
