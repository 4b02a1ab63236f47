import { Link, useParams } from 'wouter';
import { abilities } from '../../../../backend/src/contract/detectors.js';
import { healthDays } from '../../../../backend/src/contract/health-days.js';
import { Spark } from '../../charts/spark';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import { count, nothing, percent, words } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { addDays, dayOf } from '../../lib/zone';
import { ConnectionPanel } from './connection-panel';
import { FieldsPanel } from './fields-panel';
import { ReasonsPanel } from './reasons-panel';
import { RejectedPanel } from './rejected-panel';
import { SilenceRule } from './silence-rule';
import { type Detail, lagBound, usualText, verdictWords, whyUntold } from './source-words';
import css from './sources.module.css';

/** One source: does it deliver, what does it say, what was refused? */
export default function SourcePage() {
  const name = decodeURIComponent(useParams<{ name: string }>().name);
  const source = useRoute('GET /api/sources/:name', { params: { name } }, { every: 30_000, keep: false });
  return (
    <Page
      title={name}
      question={
        <>
          <Link href="/sources">Sources</Link> · Does it deliver, can it be read, and what can it not measure?
        </>
      }
      aside={<SilenceRule source={name} />}
    >
      <Answered query={source} height={640}>
        {(data) => (
          <div className={css.panels}>
            <Delivery data={data} />
            <Measures data={data} />
            <ConnectionPanel name={name} />
            <ReasonsPanel data={data} />
            <RejectedPanel name={name} />
            <FieldsPanel nulls={data.nulls} />
          </div>
        )}
      </Answered>
    </Page>
  );
}

function Delivery({ data }: { data: Detail }) {
  const { lastAt, lastArrivalAt, lag, volume, intake, days } = data;
  return (
    <Section title="Does it deliver?" subtitle="Counts of the last 7 days, by the day on which they came">
      <dl className={css.facts}>
        <Fact name="Last event" value={<TimeText at={lastAt} />}>
          arrived <TimeText at={lastArrivalAt} />
        </Fact>
        <Fact name="Lag, median" value={lag.events > 0 ? lagBound(lag.median) : nothing}>
          {lag.events > 0 ? `nine of ten ${lagBound(lag.p90)}` : 'nothing came in 7 days'}
        </Fact>
        <Fact
          name="Conversations in 24 hours"
          value={<span className={volume.verdict === 'less' ? css.bad : undefined}>{count(volume.now)}</span>}
        >
          {volume.usual
            ? `${verdictWords[volume.verdict]}, ${usualText(volume)} in these hours`
            : 'two weeks of it are needed to say what is usual'}
        </Fact>
        <Fact
          name="Last 28 days"
          value={
            <Spark
              values={days}
              width={160}
              label={`Conversations a day, the last ${count(days.at(-1) ?? 0)}`}
            />
          }
        >
          {count(days.reduce((sum, one) => sum + one, 0))} conversations
        </Fact>
      </dl>
      <dl className={css.counts}>
        <Count name="events taken" value={intake.accepted} />
        <Count name="duplicates" value={intake.duplicate} note="seen before, nothing changed" />
        <Count name="conflicts" value={intake.conflict} note="same id, other content: the first is kept" />
        <Count name="events refused" value={intake.invalid} />
        <Count name="records refused" value={intake.rejected} />
        <Count name="deliveries repeated" value={intake.repeated} />
        <Count name="deliveries not signed" value={intake.unsigned} />
      </dl>
    </Section>
  );
}

function Fact({
  name,
  value,
  children,
}: {
  name: string;
  value: React.ReactNode;
  children: React.ReactNode;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={css.value}>{value}</dd>
      <dd className={css.soft}>{children}</dd>
    </div>
  );
}

function Count({ name, value, note }: { name: string; value: number; note?: string }) {
  return (
    <div title={note}>
      <dd>{count(value)}</dd>
      <dt>{name}</dt>
    </div>
  );
}

const dayMs = 86_400_000;

/** The weeks that it is told by, where its last event is older than four weeks: the page's own range would be empty. */
function lastWeeksOf({ at, lastAt }: Detail, zone: string): { first: string; last: string } | null {
  const end = lastAt === null ? Number.NaN : Date.parse(lastAt);
  if (!(Date.parse(at) - end > healthDays.past * dayMs)) return null;
  const last = dayOf(end, zone);
  return { first: addDays(last, 1 - healthDays.past), last };
}

function Measures({ data }: { data: Detail }) {
  const { carriedWith, values, zone } = useFilters();
  const weeks = lastWeeksOf(data, zone);
  const search = carriedWith({
    values: { ...values, source: [data.source] },
    ...(weeks && { range: weeks }),
  });
  const { known, elsewhere } = data.identity;
  return (
    <Section
      title="What can it not measure, and whom does it know?"
      subtitle={
        <>
          {weeks ? 'The 28 days up to its last event.' : 'Last 28 days.'}{' '}
          <Link href={`/episodes?${search}`}>Its episodes</Link>,{' '}
          <Link href={`/handoffs?${search}`}>its handoffs</Link>
        </>
      }
    >
      {data.unmeasured === null && (
        <p className={css.line}>What is missing cannot be told: {whyUntold(data)}.</p>
      )}
      {data.unmeasured?.length === 0 && <p className={css.line}>Nothing is missing.</p>}
      {data.unmeasured && data.unmeasured.length > 0 && (
        <ul className={css.plain}>
          {data.unmeasured.map((name) => (
            <li key={name}>
              <b>{words(name)}</b> <span className={css.soft}>{abilities[name]}</span>
            </li>
          ))}
        </ul>
      )}
      {known.denominator === 0 ? (
        <p className={css.line}>
          No conversation with a bot in the last 28 days: whom it knows is told when some come.
        </p>
      ) : (
        <p className={css.line}>
          The customer is known in <b>{percent(known.value, 0)}</b> of {count(known.denominator)}{' '}
          conversations; <b>{percent(elsewhere.value, 0)}</b> of {count(elsewhere.denominator)} known
          customers came through another source too.
        </p>
      )}
      <p className={css.soft}>
        Sources are joined by a keyed pseudonym of the site’s own customer id, else the e-mail address, else
        the telephone number with its country code, else the vendor’s id. A source that knows only the
        vendor’s id is joined with no other.
      </p>
    </Section>
  );
}
