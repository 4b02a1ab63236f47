import { Link } from 'wouter';
import { IntervalBar } from '../../charts/interval-bar';
import type { ReasonBar } from '../../charts/prepare-reasons';
import { ChangeText } from '../../components/change-text';
import { percent } from '../../lib/format';
import { rowsAddress } from '../../lib/rows-address';
import classes from './bars.module.css';

/** One row per reason: a bar with its interval, its share, its change; it opens its episodes. */
export function ReasonBars({ bars, carried }: { bars: readonly ReasonBar[]; carried: string }) {
  return (
    <ul className={classes.list}>
      {bars.map(({ key, label, length, low, high, value, change }) => (
        <li key={key} className={classes.bar}>
          <Link
            href={rowsAddress('escalation_rate', 'numerator', carried, { reason: key })}
            className={classes.label}
          >
            {label}
          </Link>
          <IntervalBar value={length} low={low} high={high} />
          <span className={classes.figure}>{percent(value)}</span>
          <span className={classes.change}>
            <ChangeText change={change} unit="ratio" />
          </span>
        </li>
      ))}
    </ul>
  );
}
