import { Button, SegmentedControl } from '@mantine/core';
import { useRef, useState } from 'react';
import { Link, useSearch } from 'wouter';
import type { DetectorName } from '../../../../backend/src/contract/detectors.js';
import { type MetricName, metricOf } from '../../../../backend/src/contract/metrics.js';
import { outcomeLooks } from '../../charts/prepare-outcomes';
import { type Column, DataTable } from '../../components/data-table';
import { Panel } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import type { Answer } from '../../lib/api';
import { count, duration, nothing, words } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useCell } from '../../lib/use-cell';
import { useFilters } from '../../lib/use-filters';
import { useUrlState } from '../../lib/use-url-state';
import { useRowKeys } from '../handoffs/use-row-keys';
import classes from './episode-list.module.css';

type Episode = Answer<'GET /api/episodes'>['items'][number];
type Part = 'numerator' | 'denominator';

interface EpisodeListProps {
  metric: MetricName | undefined;
  detector: DetectorName | undefined;
  part: Part;
}

/** A page of episodes at a time, newest first. */
export function EpisodeList({ metric, detector, part }: EpisodeListProps) {
  const { scope } = useFilters();
  const cell = useCell();
  const search = useSearch();
  const [, setPart] = useUrlState<Part>('part', 'numerator');
  const asked = JSON.stringify([scope, cell, metric, detector, part]);
  const [trail, setTrail] = useState<{ asked: string; cursors: string[] }>({ asked, cursors: [] });
  const cursors = trail.asked === asked ? trail.cursors : [];
  const cursor = cursors[cursors.length - 1];
  const list = useRoute('GET /api/episodes', {
    query: { ...scope, ...cell, metric, detector, part, cursor },
  });
  const rows = useRef<HTMLDivElement>(null);
  const show = (index: number) =>
    rows.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: 'nearest' });
  useRowKeys(rows, list.data?.items.length ?? 0, show);
  const isShare = detector !== undefined || (metric !== undefined && metricOf(metric).unit !== 'count');
  return (
    <Panel
      title={metric || detector ? 'The rows counted, under the same filters' : 'Episodes'}
      subtitle={list.data && `${count(list.data.total)} in all`}
      aside={
        isShare && (
          <SegmentedControl
            aria-label="Which rows"
            data={[
              { value: 'numerator', label: 'Counted' },
              { value: 'denominator', label: 'Out of' },
            ]}
            value={part}
            onChange={(value) => setPart(value as Part)}
          />
        )
      }
      query={list}
      height={520}
      flush
      isEmpty={(data) => data.items.length === 0}
      empty={<Empty title="No episodes here">Widen the range or remove a filter.</Empty>}
    >
      {(data) => (
        <div ref={rows}>
          <DataTable
            caption="Episodes"
            columns={columnsOf(search)}
            rows={data.items}
            rowKey={(row) => `${row.source} ${row.conversationId} ${row.episodeNo} ${row.startedAt}`}
          />
          <div className={classes.pager}>
            <Button
              variant="default"
              disabled={cursors.length === 0}
              onClick={() => setTrail({ asked, cursors: cursors.slice(0, -1) })}
            >
              Newer
            </Button>
            <Button
              variant="default"
              disabled={data.next === null}
              onClick={() => data.next && setTrail({ asked, cursors: [...cursors, data.next] })}
            >
              Older
            </Button>
          </div>
        </div>
      )}
    </Panel>
  );
}

const lasted = ({ startedAt, endedAt, timesAssumed }: Episode): string => {
  if (timesAssumed) return 'assumed times';
  return endedAt === null ? nothing : duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
};

/** The handoff that ended it, else its conversation, which leads back to this list. */
const placeOf = ({ handoffKey, conversationKey }: Episode, search: string): string =>
  handoffKey ? `/handoffs/${handoffKey}` : `/conversations/${conversationKey}${search ? `?${search}` : ''}`;

const columnsOf = (search: string): Column<Episode>[] => [
  {
    key: 'conversation',
    title: 'Conversation',
    cell: (row) => (
      <div className={classes.conversation}>
        <Link data-row-link href={placeOf(row, search)}>
          {row.conversationId ?? 'erased'}
        </Link>
        <span className={classes.soft}>
          {row.source}
          {row.episodeNo > 1 ? `, episode ${row.episodeNo}` : ''}
        </span>
      </div>
    ),
  },
  { key: 'started', title: 'Started', cell: (row) => <TimeText at={row.startedAt} /> },
  { key: 'lasted', title: 'Lasted', numeric: true, wide: true, cell: lasted },
  {
    key: 'outcome',
    title: 'Outcome',
    cell: (row) => (row.outcome === null ? 'open' : outcomeLooks[row.outcome].label),
  },
  { key: 'intent', title: 'Intent', wide: true, cell: (row) => row.intent ?? nothing },
  {
    key: 'reason',
    title: 'Escalated',
    wide: true,
    cell: (row) => (row.escalated ? words(row.reason ?? 'yes') : 'no'),
  },
  {
    key: 'bot',
    title: 'Bot',
    wide: true,
    cell: (row) => [row.bot, row.botVersion].filter(Boolean).join(' ') || nothing,
  },
  {
    key: 'turns',
    title: 'Turns',
    numeric: true,
    wide: true,
    cell: (row) => count(row.customerTurns + row.botTurns),
  },
];
