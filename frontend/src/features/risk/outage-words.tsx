import type { Answer } from '../../lib/api';
import { count, percent } from '../../lib/format';
import { beginsWords } from './outage-begins';
import { type Path, pathWords } from './prepare-paths';
import css from './risk.module.css';

interface OutageWordsProps {
  outage: Answer<'GET /api/risk/outage'>;
  hours: number;
  path: Path | undefined;
}

const about = (value: number) => (value < 10 ? value.toFixed(1) : count(Math.round(value)));

/** The answer, told. */
export function OutageWords({ outage, hours, path }: OutageWordsProps) {
  const { losses, begins, withoutFallback, windows } = outage;
  const loss = losses[Math.min(hours, losses.length) - 1];
  if (!loss) return null;
  const bare = withoutFallback.value;
  return (
    <div aria-live="polite">
      <p className={css.loss}>
        <strong>{about(loss.expected)}</strong> handoffs hit{' '}
        <span className={css.soft}>
          95 %: {count(loss.low)} to {count(loss.high)}
        </span>
      </p>
      <p className={css.lossWords}>
        if {path ? pathWords(path).title : 'every path'} is down for {loss.hours} h
        {begins ? ` from ${beginsWords(begins)}` : ', beginning at any hour'}.{' '}
        {bare !== null && (
          <>
            {percent(bare, 0)} of its handoffs have no fallback: about {about(loss.expected * bare)} would
            have nowhere to go.
          </>
        )}{' '}
        {begins
          ? `Told from ${windows} ${windows === 1 ? 'week' : 'weeks'}; the interval is that of the next one (negative binomial).`
          : 'The interval is the middle 95 % of all such stretches in the range.'}
      </p>
    </div>
  );
}
