import { Alert, Button } from '@mantine/core';
import { Link } from 'wouter';
import { date } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { addDays, dayOf } from '../../lib/zone';

/** Says why a page is empty: nothing ever arrived, or it all lies outside the range. */
export function EmptyNote() {
  const { period, zone, change } = useFilters();
  const { data } = useRoute('GET /api/pipeline', {});
  if (!data) return null;
  if (data.watermark === null) {
    return (
      <Alert variant="light" title="No events yet">
        Baton is running and empty. <Link href="/start">Connect a source or import a log</Link>; this page
        fills as events arrive.
      </Alert>
    );
  }
  const last = Date.parse(data.watermark);
  if (last >= period.from) return null;
  const lastDay = dayOf(last, zone);
  return (
    <Alert variant="light" title="Nothing in this range">
      The data reaches to {date(last, zone)}.{' '}
      <Button
        variant="default"
        ml="xs"
        onClick={() => change({ range: { first: addDays(lastDay, -27), last: lastDay } })}
      >
        Show the 28 days up to it
      </Button>
    </Alert>
  );
}
