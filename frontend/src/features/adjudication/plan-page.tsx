import { Button } from '@mantine/core';
import { Suspense } from 'react';
import { Link, useParams } from 'wouter';
import { trainers } from '../../../../backend/src/contract/roles.js';
import { CurveChart } from '../../charts/drawers';
import { IntervalBar } from '../../charts/interval-bar';
import { preparePrecision, widthAt } from '../../charts/prepare-precision';
import { type Column, DataTable } from '../../components/data-table';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { Loading } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { count, date, nothing, percent } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { useFilters } from '../../lib/use-filters';
import css from './adjudication.module.css';
import { AdjudicationTabs } from './adjudication-tabs';
import { AgreementPanel } from './agreement-panel';
import { designInWords, type PlanResult } from './plan-words';
import { TwoAnswers } from './two-answers';

/** What one sample says about all that was due. */
export default function PlanPage() {
  const { plan: id = '' } = useParams<{ plan: string }>();
  const plan = useRoute('GET /api/adjudication/plans/:plan', { params: { plan: id } }, { every: 30_000 });
  const { carried } = useFilters();
  const may = useMay(trainers);
  const { data } = plan;
  return (
    <Page
      title={data?.name ?? 'Sample'}
      question={data && <Heading plan={data} />}
      aside={
        may && (
          <Button component={Link} href={`/fidelity/samples/${id}/review${carried}`}>
            {data && data.read > 0 ? 'Go on reading' : 'Begin to read'}
          </Button>
        )
      }
    >
      <AdjudicationTabs current="/fidelity/samples" />
      <Answered query={plan} height={480}>
        {(found) => <Content plan={found} />}
      </Answered>
    </Page>
  );
}

function Heading({ plan }: { plan: PlanResult }) {
  const { zone } = useFilters();
  const { spec } = plan;
  const filters = Object.entries(spec.filters).flatMap(([name, values]) =>
    values ? [`${name} ${values.join(' or ')}`] : [],
  );
  return (
    <>
      {[
        `Handoffs of ${date(spec.from, zone)} – ${date(Date.parse(spec.to) - 1, zone)}`,
        ...filters,
        designInWords(spec),
      ].join(' · ')}
    </>
  );
}

function Content({ plan }: { plan: PlanResult }) {
  const { read, drawn, later } = plan;
  return (
    <div className={css.stack}>
      <Section
        title="How much was done right?"
        subtitle={
          <>
            Drawn <TimeText at={plan.drawnAt} /> from {count(plan.due)} due actions; {count(read)} of{' '}
            {count(drawn)} read
          </>
        }
      >
        <TwoAnswers plan={plan} />
        {later > 0 && (
          <p className={css.small}>
            {count(later)} more actions of this range came, or became due, after the draw. The sample does not
            speak of them.
          </p>
        )}
      </Section>
      <div className={css.wideLeft}>
        <Section
          title="What is it made of?"
          subtitle="Each reading stands for as many as its stratum has per reading"
          flush
        >
          <Strata plan={plan} />
        </Section>
        <div className={css.stack}>
          <More plan={plan} />
          <AgreementPanel plan={plan} />
        </div>
      </div>
    </div>
  );
}

function More({ plan }: { plan: PlanResult }) {
  const { curve, read, drawn, estimate } = plan;
  const now = estimate ? (estimate.interval.high - estimate.interval.low) / 2 : null;
  const goal = widthAt(curve, drawn);
  return (
    <Section title="What would more readings buy?">
      <p className={css.note}>
        {now === null ? 'Nothing can be said yet.' : `${count(read)} readings leave ± ${percent(now)}.`}
        {read < drawn && goal !== null && ` All ${count(drawn)} would leave ± ${percent(goal)}.`}
      </p>
      {curve.length > 1 && (
        <Suspense fallback={<Loading height={190} />}>
          <CurveChart
            model={preparePrecision(curve, [{ reads: drawn, label: `${count(drawn)} read` }])}
            height={190}
            label="Width of the interval by number of readings"
          />
        </Suspense>
      )}
    </Section>
  );
}

type Stratum = PlanResult['strata'][number];

const columns: Column<Stratum>[] = [
  { key: 'label', title: 'Stratum', sortBy: ({ label }) => label, cell: ({ label }) => label },
  {
    key: 'bar',
    title: 'With 95 % interval',
    width: '24%',
    wide: true,
    cell: ({ value, interval }) => (
      <IntervalBar value={value ?? 0} low={interval?.low ?? null} high={interval?.high ?? null} />
    ),
  },
  {
    key: 'value',
    title: 'Right',
    numeric: true,
    sortBy: ({ value }) => value,
    cell: ({ value }) => (value === null ? nothing : percent(value)),
  },
  {
    key: 'read',
    title: 'Read',
    numeric: true,
    sortBy: ({ read }) => read,
    cell: ({ read, drawn }) => `${count(read)} of ${count(drawn)}`,
  },
  {
    key: 'population',
    title: 'Due, not judged',
    numeric: true,
    sortBy: ({ population }) => population,
    cell: ({ population }) => count(population),
  },
  {
    key: 'stands',
    title: 'One stands for',
    numeric: true,
    wide: true,
    sortBy: ({ population, read }) => (read === 0 ? null : population / read),
    cell: ({ population, read }) => (read === 0 ? nothing : (population / read).toFixed(1)),
  },
];

function Strata({ plan }: { plan: PlanResult }) {
  const { known, strata } = plan;
  return (
    <DataTable
      caption="Strata of the sample"
      rows={strata}
      rowKey={({ label }) => label}
      columns={columns}
      sort={{ key: 'population', descending: true }}
      maxHeight={420}
      footer={
        <tr>
          <td colSpan={columns.length} className={css.soft}>
            Judged by systems, interfaces and earlier readings: {count(known.judged)}, of them{' '}
            {count(known.correct)} right. They stand for themselves only.
          </td>
        </tr>
      }
    />
  );
}
