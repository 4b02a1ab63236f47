import { useState } from 'react';
import { type MetricName, metricOf } from '../../../backend/src/contract/metrics.js';
import { useRoute } from '../lib/queries';
import { useFilters } from '../lib/use-filters';
import { CopyBox } from './copy-box';
import classes from './how-measured.module.css';

/** Formula, method and SQL of a number over the page's range: enough to make it again with psql. */
export function Making({ metric }: { metric: MetricName }) {
  const { scope } = useFilters();
  const [open, setOpen] = useState(false);
  const { data, error } = useRoute(
    'GET /api/metrics/explanation',
    { query: { metric, ...scope } },
    { enabled: open, keep: false },
  );
  return (
    <details className={classes.making} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes.summary}>Formula and SQL</summary>
      {error && <p className={classes.warn}>{error.title}</p>}
      {open && !data && !error && <p className={classes.words}>Loading</p>}
      {data && (
        <>
          <p className={classes.formula}>{data.formula.replaceAll('`', '')}</p>
          <p className={classes.method}>
            Over {metricOf(metric).population}s. Interval: {data.interval}.
          </p>
          {data.sql ? (
            <CopyBox label="SQL" text={`${data.sql};`} />
          ) : (
            <p className={classes.words}>Nothing is summed yet: the data is still being read.</p>
          )}
        </>
      )}
    </details>
  );
}
