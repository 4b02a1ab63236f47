import { Tooltip } from '@mantine/core';
import { dayOf, exactTime, nothing, relativeTime } from '../lib/format';
import { useFilters } from '../lib/use-filters';
import { useNow } from '../lib/use-now';
import classes from './time-text.module.css';

/** Further away, days are not counted any more, ms. */
const farAway = 90 * 86_400_000;

/** A relative time, or a day that is far away; the absolute one, in the chosen zone, on hover, for screen readers and on paper. */
export function TimeText({ at }: { at: string | null }) {
  const now = useNow();
  const { zone } = useFilters();
  if (at === null) return <>{nothing}</>;
  const exact = exactTime(at, zone);
  return (
    <Tooltip label={exact}>
      <time dateTime={at} className={classes.time}>
        <span className={classes.onScreen}>
          {Math.abs(now - Date.parse(at)) > farAway ? dayOf(at, zone) : relativeTime(at, now)}
        </span>
        <span className={classes.onPaper}>{exact}</span>
      </time>
    </Tooltip>
  );
}
