import { Link } from 'wouter';
import { Spark } from '../../charts/spark';
import { HowMeasured } from '../../components/how-measured';
import { TimeText } from '../../components/time-text';
import { count } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { useNow } from '../../lib/use-now';
import { dayOf } from '../../lib/zone';
import { Tile } from './tile';
import classes from './tile.module.css';
import { useSeries } from './use-metric';

interface WaitingTileProps {
  isChosen: boolean;
  onChoose: () => void;
}

/** Who waits right now, whatever the range: a customer who began to wait before it still waits. */
export function WaitingTile({ isChosen, onChoose }: WaitingTileProps) {
  const { values, zone, period, carriedWith } = useFilters();
  const waiting = useRoute('GET /api/handoffs', {
    query: { ...values, view: 'waiting', order: 'longest_wait', limit: 1 },
  });
  const now = useNow();
  const series = useSeries('waiting_handoffs');
  const oldest = waiting.data?.items[0]?.relay.initiatedAt ?? null;
  // The list has a range: one that reaches from the oldest to now, whatever the page's is.
  const rowsOf = (since: string): string => {
    const last = dayOf(Math.max(now, period.to - 1), zone);
    const search = carriedWith({ range: { first: dayOf(Date.parse(since), zone), last } });
    search.set('view', 'waiting');
    search.set('order', 'longest_wait');
    return `/handoffs?${search}`;
  };
  return (
    <Tile
      label="Waiting now"
      value={waiting.data && count(waiting.data.total)}
      problem={waiting.error}
      isChosen={isChosen}
      isStale={waiting.isPlaceholderData}
      onChoose={onChoose}
      info={<HowMeasured metric="waiting_handoffs" />}
      change={
        waiting.data && (
          <span className={classes.detail}>
            {oldest ? (
              <>
                Oldest since <TimeText at={oldest} />
              </>
            ) : (
              'Nobody waits'
            )}
          </span>
        )
      }
      spark={
        <Spark
          values={series.data?.series[0]?.points.map(({ value }) => value) ?? []}
          width={88}
          label="When those who wait began to"
        />
      }
      detail={oldest && <Link href={rowsOf(oldest)}>Show them</Link>}
    />
  );
}
