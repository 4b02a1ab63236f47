import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link, useSearch } from 'wouter';
import { admins } from '../../../../backend/src/contract/roles.js';
import { type Column, DataTable } from '../../components/data-table';
import { Page } from '../../components/page';
import { Panel } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { count, percent, words } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { ConnectionForm } from './connection-form';
import {
  addressOf,
  formatWords,
  type Health,
  lagText,
  troublesOf,
  usualText,
  verdictWords,
  whyUntold,
} from './source-words';
import css from './sources.module.css';

/** Does every source deliver, and what can it not measure? */
export default function SourcesPage() {
  const may = useMay(admins);
  const [adding, setAdding] = useState(new URLSearchParams(useSearch()).has('new'));
  const sources = useRoute('GET /api/sources', {}, { every: 30_000 });
  return (
    <Page
      title="Sources"
      question="Does every source deliver, can it be read, and what can it not measure?"
      aside={
        <>
          <Button component={Link} href="/start" variant="default">
            Connect
          </Button>
          {may && <Button onClick={() => setAdding(true)}>Set up a source</Button>}
        </>
      }
    >
      <Panel
        title="How does each source do?"
        subtitle="Lag and refusals of the last 7 days; reasons and customers of the last 28; the last 24 hours beside what is usual in them"
        query={sources}
        height={280}
        flush
        isEmpty={(data) => data.sources.length === 0}
        empty={
          <Empty title="No source yet" action={<Link href="/start">Send a first event</Link>}>
            A source appears when its first event arrives, or when it is set up for a vendor’s webhook.
          </Empty>
        }
      >
        {(data) => (
          <DataTable
            caption="Sources"
            columns={columns}
            rows={data.sources}
            rowKey={({ source }) => source}
            sort={{ key: 'source', descending: false }}
          />
        )}
      </Panel>
      {adding && may && <ConnectionForm onClose={() => setAdding(false)} />}
    </Page>
  );
}

const columns: Column<Health>[] = [
  {
    key: 'source',
    title: 'Source',
    width: '19%',
    sortBy: ({ source }) => source,
    cell: (row) => <Name row={row} />,
  },
  {
    key: 'last',
    title: 'Last event',
    sortBy: ({ lastAt }) => lastAt,
    cell: ({ lastAt, lag }) => (
      <Two above={<TimeText at={lastAt} />} below={lag.events > 0 ? `lag ${lagText(lag)}` : undefined} />
    ),
  },
  {
    key: 'volume',
    title: 'Last 24 hours',
    numeric: true,
    sortBy: ({ volume }) => volume.now,
    cell: ({ volume }) => (
      <Two
        above={<span className={volume.verdict === 'less' ? css.bad : undefined}>{count(volume.now)}</span>}
        below={
          volume.usual
            ? `${verdictWords[volume.verdict]}, ${usualText(volume)}`
            : verdictWords[volume.verdict]
        }
      />
    ),
  },
  {
    key: 'refused',
    title: 'Refused',
    numeric: true,
    sortBy: ({ waiting, intake }) => waiting + intake.invalid,
    cell: ({ waiting, intake }) => (
      <Two
        above={count(waiting + intake.invalid)}
        below={`${count(intake.duplicate)} repeats, ${count(intake.conflict)} conflicts`}
      />
    ),
    wide: true,
  },
  {
    key: 'unknown',
    title: 'Reasons unknown',
    numeric: true,
    sortBy: ({ unknown }) => unknown.value,
    cell: ({ unknown }) => (
      <Two above={percent(unknown.value, 0)} below={`of ${count(unknown.denominator)}`} />
    ),
    wide: true,
  },
  {
    key: 'identity',
    title: 'Customer known',
    numeric: true,
    sortBy: ({ identity }) => identity.known.value,
    cell: ({ identity }) => (
      <Two
        above={percent(identity.known.value, 0)}
        below={`${percent(identity.elsewhere.value, 0)} met elsewhere`}
      />
    ),
    wide: true,
  },
  {
    key: 'lacks',
    title: 'Cannot measure',
    cell: (row) => <Lacks row={row} />,
    wide: true,
  },
];

function Two({ above, below }: { above: React.ReactNode; below?: string | undefined }) {
  return (
    <span className={css.two}>
      <span>{above}</span>
      {below && <span className={css.soft}>{below}</span>}
    </span>
  );
}

function Name({ row }: { row: Health }) {
  const troubles = troublesOf(row);
  const how = row.format ? formatWords[row.format] : 'events or files';
  return (
    <span className={css.two}>
      <Link href={addressOf(row.source)} className={css.name}>
        {row.source}
      </Link>
      <span className={css.soft}>
        {how}
        {row.takesDeliveries && ', by webhook'}
      </span>
      {troubles.length > 0 && <span className={css.warn}>{troubles.join(' · ')}</span>}
    </span>
  );
}

function Lacks({ row }: { row: Health }) {
  const { unmeasured } = row;
  if (!unmeasured) return <span className={css.wrap}>cannot tell: {whyUntold(row)}</span>;
  if (unmeasured.length === 0) return <span className={css.soft}>nothing is missing</span>;
  return <span className={css.wrap}>{unmeasured.map((name) => words(name)).join(', ')}</span>;
}
