import { Tooltip } from '@mantine/core';
import { exactTime, nothing, relativeTime } from '../lib/format';
import { useFilters } from '../lib/use-filters';
import { useNow } from '../lib/use-now';
import classes from './time-text.module.css';

/** A relative time; the absolute one, in the chosen zone, on hover, for screen readers and on paper. */
export function TimeText({ at }: { at: string | null }) {
  const now = useNow();
  const { zone } = useFilters();
  if (at === null) return <>{nothing}</>;
  const exact = exactTime(at, zone);
  return (
    <Tooltip label={exact}>
      <time dateTime={at} className={classes.time}>
        <span className={classes.onScreen}>{relativeTime(at, now)}</span>
        <span className={classes.onPaper}>{exact}</span>
      </time>
    </Tooltip>
  );
}
