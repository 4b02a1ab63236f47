import { count, percent } from '../../lib/format';
import css from './adjudication.module.css';
import { Figure } from './figure';
import type { PlanResult } from './plan-words';

/** The number over what was judged, and the one over all that was due, side by side. */
export function TwoAnswers({ plan }: { plan: PlanResult }) {
  const { judged, estimate, due, unread, known, read, drawn } = plan;
  return (
    <div className={css.stack}>
      <div className={css.sides}>
        <Figure name="Of those judged" value={judged.value} interval={judged.interval}>
          {count(judged.correct)} of {count(judged.judged)} judged actions; nothing is said of the other{' '}
          {count(due - judged.judged)}
        </Figure>
        <Figure
          name="Of all due, estimated from the sample"
          value={estimate?.value ?? null}
          interval={estimate?.interval ?? null}
        >
          {estimate
            ? `${count(due)} due actions: ${count(known.judged)} known, the rest from ${count(read)} readings`
            : `Not yet: ${count(read)} of ${count(drawn)} read${unread.length > 0 ? `, none of ${unread.slice(0, 3).join(', ')}` : ''}`}
        </Figure>
      </div>
      {estimate && judged.value !== null && <Verdict judged={judged.value} plan={plan} />}
    </div>
  );
}

function Verdict({ judged, plan }: { judged: number; plan: PlanResult }) {
  const { estimate } = plan;
  if (!estimate) return null;
  const { low, high } = estimate.interval;
  if (judged >= low && judged <= high) {
    return (
      <p className={css.note}>
        What was judged does not look different from the rest: its share lies within the estimate’s interval.
      </p>
    );
  }
  const way = judged > high ? 'better' : 'worse';
  return (
    <p className={css.warn}>
      What was judged looks {way} than the rest: {percent(judged)} of it was right, and between {percent(low)}{' '}
      and {percent(high)} of all. Report the estimate.
    </p>
  );
}
