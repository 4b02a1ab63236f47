import { Tooltip } from '@mantine/core';
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from '@tabler/icons-react';
import { type Change, changeInterval, changeText, changeWords } from '../charts/change';
import { nothing, type Unit } from '../lib/format';
import classes from './change-text.module.css';

interface ChangeTextProps {
  change: Change | null;
  unit: Unit;
  /** Shows the interval beside it, not only on hover. */
  withInterval?: boolean;
}

const icons = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconArrowRight };

/** A change: its colour follows the metric's better direction, grey when the interval includes zero. */
export function ChangeText({ change, unit, withInterval }: ChangeTextProps) {
  if (!change) {
    return (
      <span className={classes.neutral} title="Too little to compare, here or in the comparison period">
        {nothing}
      </span>
    );
  }
  const Icon = change.clear ? icons[change.direction] : IconArrowRight;
  const interval = withInterval ? changeInterval(change, unit) : null;
  return (
    <Tooltip label={changeWords(change, unit)}>
      <span className={[classes[change.tone], withInterval && classes.wraps].filter(Boolean).join(' ')}>
        <span className={classes.difference}>
          <Icon size={14} stroke={2} aria-hidden className={classes.icon} />
          {changeText(change, unit)}
        </span>
        {interval && <span className={classes.interval}>({interval})</span>}
        <span className="unseen"> {changeWords(change, unit).split(': ').pop()}</span>
      </span>
    </Tooltip>
  );
}
