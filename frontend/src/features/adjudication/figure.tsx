import type { ReactNode } from 'react';
import { IntervalBar } from '../../charts/interval-bar';
import { nothing, percent } from '../../lib/format';
import css from './adjudication.module.css';

interface FigureProps {
  name: ReactNode;
  value: number | null;
  interval: { low: number; high: number } | null;
  /** What it is over, and where its rows are. */
  children?: ReactNode;
}

/** A share, large, with its interval drawn and written. */
export function Figure({ name, value, interval, children }: FigureProps) {
  return (
    <div className={css.figure}>
      <span className={css.name}>{name}</span>
      <span className={css.value}>{value === null ? nothing : percent(value)}</span>
      {value !== null && (
        <span className={css.scale}>
          <IntervalBar value={value} low={interval?.low ?? null} high={interval?.high ?? null} />
        </span>
      )}
      {interval && (
        <span className={css.small}>
          95 % interval{' '}
          <span className={css.together}>
            {percent(interval.low)} – {percent(interval.high)}
          </span>
        </span>
      )}
      {children && <span className={css.small}>{children}</span>}
    </div>
  );
}
