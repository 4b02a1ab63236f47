import { Link } from 'wouter';
import { wilson } from '../../charts/wilson';
import { Section } from '../../components/panel';
import { count, percent, words } from '../../lib/format';
import css from './adjudication.module.css';
import { type PlanResult, strengthOf } from './plan-words';

/** Whether two people who read the same action say the same. */
export function AgreementPanel({ plan }: { plan: PlanResult }) {
  const { agreement, twice, disagreements } = plan;
  if (twice.asked === 0) return null;
  return (
    <Section
      title="Do two readers agree?"
      subtitle={`${count(twice.read)} of ${count(twice.asked)} read a second time, without seeing the first judgement`}
    >
      <p className={css.note}>
        {agreement?.observed === 1 ? (
          <>
            All {count(agreement.pairs)} pairs agree. That is compatible with readers who agree in{' '}
            {percent(wilson(agreement.pairs, agreement.pairs)?.low, 0)} of all cases.
          </>
        ) : agreement ? (
          <>
            Cohen’s kappa <strong>{agreement.kappa.toFixed(2)}</strong> ({agreement.interval.low.toFixed(2)} –{' '}
            {agreement.interval.high.toFixed(2)}): {strengthOf(agreement.kappa)}.{' '}
            {percent(agreement.observed, 0)} of {count(agreement.pairs)} pairs agree.
          </>
        ) : twice.read === 0 ? (
          'Nobody has read one a second time.'
        ) : (
          'All pairs are of one kind: agreement beyond chance has no value.'
        )}
      </p>
      {disagreements.length > 0 && (
        <ul className={css.bars}>
          {disagreements.slice(0, 8).map(({ handoff, action, first, second }) => (
            <li key={`${handoff} ${action}`} className={css.small}>
              <Link href={`/handoffs/${handoff}`}>{words(first)}</Link>, the second reader:{' '}
              {words(second).toLowerCase()}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
