import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { EmptyHere } from '../../components/empty-here';
import { FilterBar } from '../../components/filter-bar';
import { HowMeasured } from '../../components/how-measured';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { Empty } from '../../components/state';
import { count, percent } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { rowsAddress } from '../../lib/rows-address';
import { useFilters } from '../../lib/use-filters';
import { useUrlState } from '../../lib/use-url-state';
import css from './adjudication.module.css';
import { AdjudicationTabs } from './adjudication-tabs';
import { FidelityTable } from './fidelity-table';
import { Figure } from './figure';
import { byNames, type Fidelity } from './plan-words';
import { TwoAnswers } from './two-answers';
import { Causes, Evidence } from './wrong-panels';

/** Of what had to be done after the handoff, how much was done right, and how much of it does anybody know? */
export default function FidelityPage() {
  const { scope } = useFilters();
  const [by, setBy] = useUrlState('by', 'queue', byNames);
  const fidelity = useRoute('GET /api/fidelity', { query: { ...scope, by } });
  return (
    <Page
      title="Fidelity"
      question="Of what had to be done after the handoff, how much was done right?"
      bar={<FilterBar />}
      inTurn
    >
      <AdjudicationTabs current="/fidelity" />
      <Section
        title="How much was done right, and of how much does anybody know?"
        aside={<HowMeasured metric="fidelity" />}
      >
        <Answered
          query={fidelity}
          height={132}
          isEmpty={({ total }) => total.due === 0}
          empty={
            <EmptyHere title="No action was due in this range">
              Handoffs say what must be done in <code>required_actions</code>.
            </EmptyHere>
          }
        >
          {(found) => <Figures fidelity={found} />}
        </Answered>
      </Section>
      <Section
        title="Where is it different?"
        subtitle="Coverage beside each number: what few have judged says little"
        flush
      >
        <Answered query={fidelity} height={260} isEmpty={({ rows }) => rows.length === 0}>
          {(found) => <FidelityTable rows={found.rows} by={by} onBy={setBy} />}
        </Answered>
      </Section>
      <div className={css.pair}>
        <Section
          title="Why was the rest not right?"
          subtitle="Judged actions that were not done right, by cause"
        >
          <Answered query={fidelity} height={200} isEmpty={({ causes }) => causes.length === 0}>
            {(found) => <Causes fidelity={found} />}
          </Answered>
        </Section>
        <Section title="Who says so?" subtitle="Evidence behind the judged actions">
          <Answered query={fidelity} height={200} isEmpty={({ evidence }) => evidence.length === 0}>
            {(found) => <Evidence fidelity={found} />}
          </Answered>
        </Section>
      </div>
      <LatestSample />
    </Page>
  );
}

function Figures({ fidelity }: { fidelity: Fidelity }) {
  const { carried } = useFilters();
  const { total, notDue } = fidelity;
  const { micro, macro, due } = total;
  return (
    <div className={css.figures}>
      <Figure name="Per action (micro)" value={micro.value} interval={micro.interval}>
        <Link href={rowsAddress('fidelity', 'numerator', carried)}>{count(micro.correct)} right</Link> of{' '}
        <Link href={rowsAddress('fidelity', 'denominator', carried)}>{count(micro.judged)} judged</Link>
      </Figure>
      <Figure name="Per handoff (macro)" value={macro.value} interval={macro.interval}>
        Mean share of right actions over {count(macro.handoffs)} handoffs with a judged one
      </Figure>
      <Figure name="Coverage" value={due === 0 ? null : micro.judged / due} interval={null}>
        {count(micro.judged)} of{' '}
        <Link href={rowsAddress('fidelity_coverage', 'denominator', carried)}>{count(due)} due</Link> are
        judged; {count(due - micro.judged)} nobody has judged
        {notDue > 0 && `, ${count(notDue)} more are not due yet`}
      </Figure>
    </div>
  );
}

/** The newest sample that somebody has begun to read, else how to draw one. */
function LatestSample() {
  const { carried } = useFilters();
  const plans = useRoute('GET /api/adjudication/plans', {});
  const latest = plans.data?.find(({ read }) => read > 0) ?? plans.data?.[0];
  const plan = useRoute(
    'GET /api/adjudication/plans/:plan',
    { params: { plan: latest?.id ?? '' } },
    { enabled: latest !== undefined },
  );
  const samples = `/fidelity/samples${carried}`;
  return (
    <Section
      title="And of what nobody has judged?"
      subtitle={latest && `From the sample “${latest.name}”, in its own range and filters`}
      aside={
        latest && (
          <Link href={`/fidelity/samples/${latest.id}${carried}`} className={css.small}>
            {count(latest.read)} of {count(latest.drawn)} read (
            {percent(latest.read / (latest.drawn || 1), 0)})
          </Link>
        )
      }
    >
      {plans.data && !latest ? (
        <Empty
          title="Nobody knows yet"
          action={
            <Button variant="default" component={Link} href={samples}>
              Draw a sample
            </Button>
          }
        >
          What systems report may be the part that went well. A random sample that people judge says what all
          of it is worth, with an interval.
        </Empty>
      ) : (
        <Answered query={{ ...plan, error: plan.error ?? plans.error } as typeof plan} height={110}>
          {(found) => <TwoAnswers plan={found} />}
        </Answered>
      )}
    </Section>
  );
}
