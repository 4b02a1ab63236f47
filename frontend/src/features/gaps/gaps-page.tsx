import { Button, Checkbox, NativeSelect, SegmentedControl } from '@mantine/core';
import { Link } from 'wouter';
import { nonCapabilityTypes } from '../../../../backend/src/contract/gap-types.js';
import { FilterBar } from '../../components/filter-bar';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { count, duration } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { useUrlState } from '../../lib/use-url-state';
import { GapTable } from './gap-table';
import { type GapList, type GapSummary, gapStatuses, gapTypes, statusNames, typeNames } from './gap-words';
import css from './gaps.module.css';
import { MapPanel } from './map-panel';

const any = 'any';

/** What the bot cannot do, ranked by how much and how consistently humans resolve it. */
export default function GapsPage() {
  const { scope, carried } = useFilters();
  const [type, setType] = useUrlState('type', any, [any, ...typeNames]);
  const [status, setStatus] = useUrlState('status', any, [any, ...statusNames]);
  const [dismissed, setDismissed] = useUrlState('dismissed', 'no', ['no', 'yes']);
  const [view, setView] = useUrlState('view', 'list', ['list', 'map']);
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
      <Section
        title="What can the bot not do?"
        subtitle={view === 'map' ? 'What is near is alike' : 'Most worth mending first'}
        aside={
          <SegmentedControl
            size="xs"
            aria-label="Show as"
            value={view}
            onChange={(next) => setView(next as typeof view)}
            data={[
              { value: 'list', label: 'Ranked list' },
              { value: 'map', label: 'Map' },
            ]}
          />
        }
        flush
      >
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
          {(list) =>
            view === 'map' ? (
              <MapPanel gaps={list.gaps} from={scope.from} to={scope.to} carried={carried} />
            ) : (
              <Lists gaps={list.gaps} carried={carried} />
            )
          }
        </Answered>
      </Section>
    </Page>
  );
}

/** What the bot can be taught, then what no release of it mends: a rule, a wish, a lack of staff. */
function Lists({ gaps, carried }: { gaps: readonly GapSummary[]; carried: string }) {
  const fixable = gaps.filter(({ type }) => !nonCapabilityTypes.has(type));
  const others = gaps.filter(({ type }) => nonCapabilityTypes.has(type));
  return (
    <>
      {fixable.length > 0 && (
        <GapTable caption="Gaps in what the bot can do" gaps={fixable} carried={carried} />
      )}
      {others.length > 0 && (
        <>
          <h3 className={css.part}>
            Nothing to teach the bot{' '}
            <span className={css.soft}>
              handed over by policy, by the customer’s wish, or for lack of capacity
            </span>
          </h3>
          <GapTable caption="Gaps that are nothing to teach" gaps={others} carried={carried} />
        </>
      )}
    </>
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
          Last run <TimeText at={list.run.at} />, {duration(list.run.seconds)}
          {list.run.embeddings === null ? '.' : `, by words and by vectors of ${list.run.embeddings}.`}
          {list.run.embeddingsFailure !== null && <VectorsMissing run={list.run} />}
        </>
      ) : (
        'No run yet.'
      )}
    </>
  );
}

function VectorsMissing({ run }: { run: NonNullable<GapList['run']> }) {
  return (
    <span role="note" className={css.bad}>
      {' '}
      Not all vectors could be had from the embeddings endpoint: {run.embeddingsFailure}.{' '}
      {run.embeddings === null
        ? 'Gaps were found by words alone.'
        : 'Escalations without one wait for the next run.'}
    </span>
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
