import { Button, Loader } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from 'wouter';
import { DataTable } from '../../components/data-table';
import { Failure } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { count } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import classes from './first-run.module.css';

/** What has arrived, asked for every two seconds. */
export function Arrivals() {
  const { data, error, refetch } = useRoute('GET /api/pipeline', {}, { every: 2_000 });
  if (error) return <Failure problem={error} retry={refetch} />;
  if (!data || data.entries === 0) {
    return (
      <p className={classes.waiting} role="status">
        <Loader size={14} aria-hidden /> Waiting for the first event. This page looks every two seconds.
      </p>
    );
  }
  return (
    <>
      <p className={classes.arrived} role="status">
        <IconCircleCheck size={18} aria-hidden /> {count(data.entries)}{' '}
        {data.entries === 1 ? 'event is' : 'events are'} in the ledger
        {data.caughtUp ? '' : ', and the numbers are catching up'}.
      </p>
      {data.sources.length > 0 && (
        <DataTable
          caption="Sources"
          rows={data.sources}
          rowKey={(row) => row.source}
          columns={[
            { key: 'source', title: 'Source', cell: (row) => row.source, sortBy: (row) => row.source },
            {
              key: 'conversations',
              title: 'Conversations',
              numeric: true,
              cell: (row) => count(row.conversations),
              sortBy: (row) => row.conversations,
            },
            { key: 'last', title: 'Last event', wide: true, cell: (row) => <TimeText at={row.lastAt} /> },
            {
              key: 'signal',
              title: 'Handoffs',
              cell: (row) => (row.handoffSignal ? 'signalled' : 'never signalled: cannot be measured'),
            },
          ]}
        />
      )}
      <div className={classes.next}>
        <Button component={Link} href="/handoffs">
          See the handoffs
        </Button>
        <Button component={Link} href="/" variant="default">
          Go to the overview
        </Button>
      </div>
    </>
  );
}
