import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { Link } from 'wouter';
import { type Column, DataTable } from '../../components/data-table';
import { FilterBar } from '../../components/filter-bar';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { count, duration } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { useUrlState } from '../../lib/use-url-state';
import { Consistency, GapTypeTag, Sparkline, Trend } from './gap-parts';
import { type GapList, type GapSummary, gapStatuses, gapTypes, statusNames, typeNames } from './gap-words';
import css from './gaps.module.css';

const any = 'any';

/** What the bot cannot do, ranked by how much and how consistently humans resolve it. */
export default function GapsPage() {
  const { scope, carried } = useFilters();
  const [type, setType] = useUrlState('type', any, [any, ...typeNames]);
  const [status, setStatus] = useUrlState('status', any, [any, ...statusNames]);
  const [dismissed, setDismissed] = useUrlState('dismissed', 'no', ['no', 'yes']);
  const shown = status === 'dismissed' || dismissed === 'yes';
  const gaps = useRoute('GET /api/gaps', {
    query: {
      from: scope.from,
      to: scope.to,
      type: type === any ? undefined : (type as GapSummary['type']),
      status: status === any ? undefined : (status as GapSummary['status']),
      includeDismissed: shown ? 'true' : undefined,
    },
  });
  const narrowed = type !== any || status !== any;
  return (
    <Page
      title="Gaps"
      question={gaps.data ? <HeaderLine list={gaps.data} /> : 'What can the bot not do?'}
      bar={
        <FilterBar chips={false}>
          <NativeSelect
            aria-label="Type"
            value={type}
            onChange={(event) => setType(event.currentTarget.value as typeof type)}
            data={[
              { value: any, label: 'Any type' },
              ...typeNames.map((value) => ({ value, label: gapTypes[value].label })),
            ]}
          />
          <NativeSelect
            aria-label="Status"
            value={status}
            onChange={(event) => setStatus(event.currentTarget.value as typeof status)}
            data={[
              { value: any, label: 'Any status' },
              ...statusNames.map((value) => ({ value, label: gapStatuses[value] })),
            ]}
          />
          <Checkbox
            label="Show dismissed"
            checked={shown}
            disabled={status === 'dismissed'}
            onChange={(event) => setDismissed(event.currentTarget.checked ? 'yes' : 'no')}
          />
        </FilterBar>
      }
    >
      <Section title="What can the bot not do?" subtitle="Most worth mending first" flush>
        <Answered
          query={gaps}
          height={480}
          isEmpty={(list) => list.gaps.length === 0}
          empty={
            narrowed ? (
              <Empty
                title="No gap of this type and status"
                action={
                  <Button variant="default" component={Link} href={`/gaps${carried}`}>
                    Show all
                  </Button>
                }
              />
            ) : (
              <NoGaps list={gaps.data} />
            )
          }
        >
          {(list) => <GapTable gaps={list.gaps} carried={carried} />}
        </Answered>
      </Section>
    </Page>
  );
}

function HeaderLine({ list }: { list: GapList }) {
  const { total, inGaps, noise, withoutText } = list.escalations;
  return (
    <>
      {count(inGaps)} of {count(total)} escalations are in gaps, {count(noise)} are too unlike the others,{' '}
      {count(withoutText)} came without text.{' '}
      {list.run ? (
        <>
          Last run <TimeText at={list.run.at} />, {duration(list.run.seconds)}.
        </>
      ) : (
        'No run yet.'
      )}
    </>
  );
}

function NoGaps({ list }: { list: GapList | undefined }) {
  if (!list?.run)
    return (
      <Empty title="No gaps yet">
        They are looked for every few minutes, once there are escalations with words to compare.
      </Empty>
    );
  return <Empty title="No gap in this range">The last run found no group of similar escalations here.</Empty>;
}

function GapTable({ gaps, carried }: { gaps: readonly GapSummary[]; carried: string }) {
  const rank = new Map(gaps.map((gap, i) => [gap.id, i + 1]));
  const columns: Column<GapSummary>[] = [
    {
      key: 'rank',
      title: 'Rank',
      width: 64,
      wide: true,
      sortBy: (gap) => rank.get(gap.id) ?? null,
      cell: (gap) => rank.get(gap.id),
    },
    {
      key: 'gap',
      title: 'Gap',
      cell: (gap) => (
        <span className={css.name}>
          <Link href={`/gaps/${gap.id}${carried}`} className={css.open}>
            {gap.name}
          </Link>
          <span className={css.under}>
            {gap.named ? gap.terms.slice(0, 5).join(', ') : 'named by its terms'}
          </span>
        </span>
      ),
    },
    {
      key: 'type',
      title: 'Type',
      wide: true,
      cell: (gap) => <GapTypeTag type={gap.type} />,
      sortBy: (gap) => gap.type,
    },
    {
      key: 'size',
      title: 'Size',
      numeric: true,
      sortBy: (gap) => gap.size,
      cell: (gap) => (
        <span>
          {count(gap.size)}
          <span className={`${css.under} ${css.whole}`}>{count(gap.total)} in all</span>
        </span>
      ),
    },
    { key: 'weeks', title: '13 weeks', wide: true, cell: (gap) => <Sparkline weekly={gap.weekly} /> },
    {
      key: 'trend',
      title: 'Change',
      sortBy: (gap) => gap.trend?.ratio ?? null,
      cell: (gap) => <Trend trend={gap.trend} />,
    },
    {
      key: 'consistency',
      title: 'Humans',
      wide: true,
      sortBy: (gap) => gap.resolvedShare,
      cell: (gap) => <Consistency gap={gap} />,
    },
    {
      key: 'intent',
      title: 'Bot understood',
      wide: true,
      sortBy: (gap) => gap.botIntent?.name ?? null,
      cell: (gap) => gap.botIntent?.name ?? <span className={css.soft}>nothing</span>,
    },
    {
      key: 'status',
      title: 'Status',
      wide: true,
      cell: (gap) => gapStatuses[gap.status],
      sortBy: (gap) => gap.status,
    },
  ];
  return (
    <DataTable
      caption="Gaps"
      columns={columns}
      rows={gaps}
      rowKey={(gap) => gap.id}
      sort={{ key: 'rank', descending: false }}
      isFaint={(gap) => gap.status === 'dismissed'}
    />
  );
}
