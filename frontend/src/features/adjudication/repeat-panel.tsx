import { Link } from 'wouter';
import { intervalText } from '../../charts/change';
import { HowMeasured } from '../../components/how-measured';
import { Answered, Section } from '../../components/panel';
import { Empty } from '../../components/state';
import type { Answer, CallInput } from '../../lib/api';
import { count, duration } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { rowsAddress } from '../../lib/rows-address';
import { useFilters } from '../../lib/use-filters';
import css from './adjudication.module.css';

type Comparison = Answer<'GET /api/metrics/compare'>;

/** Handle time of handoffs in a repeated contact, against those in a first one. */
export function RepeatPanel() {
  const { scope, carried } = useFilters();
  const { contact_kind: _, ...others } = scope;
  const side = (name: 'a' | 'b', kind: string) =>
    Object.entries({ ...others, contact_kind: [kind] }).map(([key, value]) => [`${name}.${key}`, value]);
  const query = Object.fromEntries([
    ['metric', 'handle_time'],
    ...side('a', 'repeat'),
    ...side('b', 'first'),
  ]) as CallInput<'GET /api/metrics/compare'>['query'];
  const compared = useRoute('GET /api/metrics/compare', { query });
  const byIntent = new URLSearchParams(carried);
  byIntent.delete('contact_kind');
  for (const [name, value] of Object.entries({
    metric: 'handle_time',
    sides: 'value',
    of: 'contact_kind',
    a: 'repeat',
    b: 'first',
    by: 'intent',
  })) {
    byIntent.set(name, value);
  }
  return (
    <Section
      title="What does coming back cost?"
      subtitle="Human work per handoff where the customer had written within 7 days before, against the others"
      aside={<HowMeasured metric="handle_time" />}
    >
      <Answered
        query={compared}
        height={120}
        isEmpty={({ a, b }) => a.numerator + b.numerator === 0}
        empty={<Empty title="No handoff of a known customer has ended in this range" />}
      >
        {(found) => (
          <>
            <Ratio found={found} />
            <p className={css.small}>
              Repeat: <Mean found={found.a} kind="repeat" />. First: <Mean found={found.b} kind="first" />.
            </p>
            <p className={css.small}>
              What brings customers back may also be what takes long:{' '}
              <Link href={`/compare?${byIntent}`}>compare it by intent</Link>.
            </p>
          </>
        )}
      </Answered>
    </Section>
  );
}

function Ratio({ found: { ratio, least } }: { found: Comparison }) {
  if (!ratio) {
    return <p className={css.note}>Not compared below {least} handoffs on each side.</p>;
  }
  const said = ratio.low > 1 ? 'longer' : ratio.high < 1 ? 'shorter' : 'no clear difference';
  return (
    <div className={css.figure}>
      <span className={css.value}>×{ratio.value.toFixed(2)}</span>
      <span className={css.small}>
        95 % interval{' '}
        <span className={css.together}>
          {ratio.low.toFixed(2)} – {ratio.high.toFixed(2)}
        </span>
        : {said}
      </span>
    </div>
  );
}

function Mean({ found, kind }: { found: Comparison['a']; kind: 'repeat' | 'first' }) {
  const { carried } = useFilters();
  return (
    <>
      {duration(found.value)}
      {found.interval && ` (${intervalText(found.interval, 'seconds')})`} over{' '}
      <Link href={rowsAddress('handle_time', 'denominator', carried, { contact_kind: kind })}>
        {count(found.numerator)}
      </Link>
    </>
  );
}
