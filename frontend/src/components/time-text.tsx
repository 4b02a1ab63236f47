import { Tooltip } from '@mantine/core';
import { exactTime, nothing, relativeTime } from '../lib/format';
import { useFilters } from '../lib/use-filters';
import { useNow } from '../lib/use-now';

/** A relative time; the absolute one, in the chosen zone, on hover and for screen readers. */
export function TimeText({ at }: { at: string | null }) {
  const now = useNow();
  const { zone } = useFilters();
  if (at === null) return <>{nothing}</>;
  const exact = exactTime(at, zone);
  return (
    <Tooltip label={exact}>
      <time dateTime={at} style={{ whiteSpace: 'nowrap' }}>
        {relativeTime(at, now)}
      </time>
    </Tooltip>
  );
}
