import { Link } from 'wouter';
import { IntervalBar } from '../../charts/interval-bar';
import { count, percent, words } from '../../lib/format';
import { rowsAddress } from '../../lib/rows-address';
import { useFilters } from '../../lib/use-filters';
import { valueLabel } from '../../lib/value-label';
import css from './adjudication.module.css';
import type { Fidelity } from './plan-words';

/** What was not done right, by cause; each opens its rows. */
export function Causes({ fidelity }: { fidelity: Fidelity }) {
  const { carried } = useFilters();
  const totals = fidelity.causes.map((row) => ({ ...row, total: row.incorrect + row.omitted + row.late }));
  const all = totals.reduce((sum, { total }) => sum + total, 0);
  const longest = Math.max(...totals.map(({ total }) => total));
  return (
    <ul className={css.bars}>
      {totals.map(({ key, total, incorrect, omitted, late }) => (
        <li
          key={key}
          className={css.barRow}
          title={`${incorrect} incorrect, ${omitted} omitted, ${late} late`}
        >
          <Link href={rowsAddress('fidelity', 'denominator', carried, { cause: key })}>
            {valueLabel('cause', key)}
          </Link>
          <IntervalBar value={total / longest} low={null} high={null} colour="var(--outcome-failed)" />
          <span className={`${css.number} ${css.strong}`}>{percent(total / all, 0)}</span>
          <span className={`${css.number} ${css.soft}`}>{count(total)}</span>
        </li>
      ))}
    </ul>
  );
}

const names: Record<string, { label: string; meaning: string }> = {
  system: { label: 'Systems', meaning: 'of record' },
  api: { label: 'Interfaces', meaning: 'that carried it out' },
  reviewer: { label: 'Reviewers', meaning: 'who looked' },
};

/** Systems, interfaces and people: how much each says, and how much of it was right. */
export function Evidence({ fidelity }: { fidelity: Fidelity }) {
  return (
    <>
      <ul className={css.bars}>
        {fidelity.evidence.map(({ key, share, judged, value, interval }) => (
          <li key={key} className={css.barRow}>
            <span>
              {names[key]?.label ?? words(key)}
              <span className={css.soft}> {names[key]?.meaning}</span>
            </span>
            <IntervalBar value={value ?? 0} low={interval?.low ?? null} high={interval?.high ?? null} />
            <span className={`${css.number} ${css.strong}`}>{percent(value, 0)}</span>
            <span className={`${css.number} ${css.soft}`}>
              of {count(judged)}
              <span className={css.onlyWide}> ({percent(share, 0)})</span>
            </span>
          </li>
        ))}
      </ul>
      <p className={css.small}>
        The bar is the share done right, the count how many each source judged. The last word counts, whoever
        says it.
      </p>
    </>
  );
}
