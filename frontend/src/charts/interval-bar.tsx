import classes from './interval-bar.module.css';

interface IntervalBarProps {
  /** All 0..1 of the scale. */
  value: number;
  low: number | null;
  high: number | null;
  faint?: boolean;
  colour?: string;
}

/** A bar from zero with its 95 % interval as a whisker. The figures stand beside it in text. */
export function IntervalBar({ value, low, high, faint, colour = 'var(--accent)' }: IntervalBarProps) {
  const at = (share: number) => `${(share * 100).toFixed(2)}%`;
  return (
    <span className={classes.track} aria-hidden>
      <span
        className={classes.bar}
        style={{ width: at(value), background: colour, opacity: faint ? 0.35 : undefined }}
      />
      {low !== null && high !== null && (
        <span className={classes.whisker} style={{ left: at(low), width: at(Math.max(0, high - low)) }} />
      )}
    </span>
  );
}
