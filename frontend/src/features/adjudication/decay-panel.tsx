import { Link } from 'wouter';
import { IntervalBar } from '../../charts/interval-bar';
import { type Column, DataTable } from '../../components/data-table';
import { Answered, Section } from '../../components/panel';
import { count, nothing, percent } from '../../lib/format';
import type { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import css from './adjudication.module.css';
import type { Callbacks } from './callback-words';

type Bucket = Callbacks['decay']['buckets'][number];
type Trend = Callbacks['decay']['trend']['callback'];
type Query = ReturnType<typeof useRoute<'GET /api/callbacks'>>;

/** Fewer are not compared. */
const smallest = 30;

const rateColumns = (key: 'callback' | 'broken', title: string, scale: number): Column<Bucket>[] => [
  {
    key,
    title,
    numeric: true,
    cell: (bucket) => (
      <span title={`${count(bucket[key].numerator)} of ${count(bucket[key].denominator)}`}>
        {bucket[key].value === null ? nothing : percent(bucket[key].value)}
      </span>
    ),
  },
  {
    key: `${key} bar`,
    title: 'With 95 % interval',
    width: '22%',
    wide: true,
    cell: (bucket) => {
      const { value, interval } = bucket[key];
      return (
        <IntervalBar
          value={Math.min(1, (value ?? 0) / scale)}
          low={interval && Math.min(1, interval.low / scale)}
          high={interval && Math.min(1, interval.high / scale)}
          faint={bucket[key].denominator < smallest}
          colour={bucket.key === 'no_action' ? 'var(--series-7)' : undefined}
        />
      );
    },
  },
];

/** Callbacks and broken promises by how long the first action took. */
export function DecayPanel({ query }: { query: Query }) {
  return (
    <Section
      title="What does waiting do to a promise?"
      subtitle="Handoffs older than seven days, by the delay of the first action"
      flush
    >
      <Answered
        query={query}
        height={280}
        isEmpty={({ decay }) => decay.buckets.every(({ callback }) => callback.denominator === 0)}
      >
        {({ decay }) => <Decay decay={decay} />}
      </Answered>
    </Section>
  );
}

function Decay({ decay }: { decay: Callbacks['decay'] }) {
  const { buckets, trend, young } = decay;
  // To the widest interval that can be compared, or the highest share of all.
  const widest = (key: 'callback' | 'broken') =>
    Math.max(
      0.05,
      ...buckets.map((one) =>
        one[key].denominator >= smallest ? (one[key].interval?.high ?? 0) : (one[key].value ?? 0),
      ),
    );
  const columns: Column<Bucket>[] = [
    {
      key: 'label',
      title: 'First action',
      cell: ({ key, label }) => <span className={key === 'no_action' ? css.soft : undefined}>{label}</span>,
    },
    { key: 'n', title: 'Handoffs', numeric: true, cell: (bucket) => <Rows bucket={bucket} /> },
    ...rateColumns('callback', 'Came back in 7 days', widest('callback')),
    {
      key: 'before',
      title: 'Before anybody acted',
      numeric: true,
      wide: true,
      cell: ({ before }) => count(before),
    },
    ...rateColumns('broken', 'Action wrong or omitted', widest('broken')),
  ];
  return (
    <>
      <p className={css.padded}>
        {trendText('Callbacks', trend.callback)} {trendText('Broken promises', trend.broken)}
      </p>
      <DataTable
        caption="Callbacks and broken promises by delay of the first action"
        rows={buckets}
        rowKey={({ key }) => key}
        columns={columns}
        isFaint={({ callback }) => callback.denominator < smallest}
      />
      <p className={`${css.padded} ${css.foot}`}>
        <span className={css.soft}>
          Where nobody acted there is no delay: those stand apart and are not in the trend (Cochran–Armitage).
          “Late” does not count as wrong here: it is the delay itself. {count(young)} handoffs are too young.
          Waiting and coming back may have a common cause.
        </span>
      </p>
    </>
  );
}

/** Opens the handoffs of a delay whose seven days are over. */
function Rows({ bucket }: { bucket: Bucket }) {
  const { carried } = useFilters();
  const search = new URLSearchParams(carried);
  search.set('metric', 'callback_rate');
  search.set('part', 'denominator');
  search.set('delay', bucket.key);
  return <Link href={`/handoffs?${search}`}>{count(bucket.callback.denominator)}</Link>;
}

/** The trend in words; the test is two-sided. */
function trendText(what: string, trend: Trend): string {
  if (!trend) return '';
  const p = trend.p < 0.001 ? 'p < 0.001' : `p = ${trend.p.toFixed(3)}`;
  if (trend.p >= 0.05) return `${what}: no trend with the delay (${p}).`;
  return `${what} ${trend.z > 0 ? 'rise' : 'fall'} with the delay (z ${trend.z.toFixed(1)}, ${p}).`;
}
