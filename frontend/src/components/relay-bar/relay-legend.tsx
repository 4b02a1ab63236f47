import type { ReactNode } from 'react';
import { duration, words } from '../../lib/format';
import css from './relay-bar.module.css';
import type { RelayDrawing, RelayMark } from './relay-drawing';
import { ActionMark, CallbackMark, TargetMark } from './relay-marks';

const markNames: Record<RelayMark, string> = {
  correct: 'done right',
  omitted: 'left out',
  incorrect: 'done wrong',
  late: 'late',
  pending: 'not judged',
};

/** What the large bar shows, in words and numbers. */
export function RelayLegend({ drawing }: { drawing: RelayDrawing }) {
  const marks = [...new Set(drawing.ticks.map((tick) => tick.mark))];
  return (
    <ul className={css.legend}>
      {drawing.segments.map(({ part, from, seconds, open }) => (
        <Item key={from} sign={<Swatch part={part} />}>
          {words(part)} {seconds === null ? '' : duration(seconds)} {open ? 'so far' : ''}
        </Item>
      ))}
      {drawing.moments.map(({ name, seconds }) => (
        <li key={name}>
          {name} after {duration(seconds)}
        </li>
      ))}
      {marks.map((mark) => (
        <Item key={mark} sign={<ActionMark mark={mark} x={0} y={0} size={4} />}>
          action {markNames[mark]}
        </Item>
      ))}
      {drawing.target && (
        <Item sign={<TargetMark x={0} y={0} />}>
          {drawing.target.source === 'deadline' ? 'deadline' : 'target to act'}{' '}
          {duration(drawing.target.seconds)}
        </Item>
      )}
      {drawing.callback && (
        <Item sign={<CallbackMark x={0} y={0} />}>
          called back
          {drawing.callback.seconds === null ? '' : ` after ${duration(drawing.callback.seconds)}`}
        </Item>
      )}
      {drawing.breaks.length > 0 && <li>⫽ drawn shortened</li>}
      {drawing.assumed && <li>Times are assumed: no length means anything</li>}
    </ul>
  );
}

function Item({ sign, children }: { sign: ReactNode; children: ReactNode }) {
  return (
    <li>
      <svg width={12} height={12} viewBox="-6 -6 12 12" aria-hidden="true">
        {sign}
      </svg>
      <span>{children}</span>
    </li>
  );
}

function Swatch({ part }: { part: 'bot' | 'silence' | 'human' }) {
  return part === 'silence' ? (
    <line x1={-6} x2={6} y1={0} y2={0} className={css.silence} />
  ) : (
    <rect x={-6} y={-4} width={12} height={8} rx={2} className={css[part]} />
  );
}
