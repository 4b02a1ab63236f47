import { Link } from 'wouter';
import { IntervalBar } from '../../charts/interval-bar';
import type { FidelityModel } from '../../charts/prepare-fidelity';
import { count, percent } from '../../lib/format';
import { rowsAddress } from '../../lib/rows-address';
import classes from './bars.module.css';

/** One stacked bar of results, and the causes of those that were not right. */
export function FidelityBars({ model, carried }: { model: FidelityModel; carried: string }) {
  const { results, causes, wrong } = model;
  const longest = causes[0]?.share ?? 1;
  return (
    <>
      <div className={classes.stack} aria-hidden>
        {results.map(({ result, share, colour }) => (
          <span key={result} style={{ flexGrow: share, background: colour }} />
        ))}
      </div>
      <ul className={classes.legend}>
        {results.map(({ result, label, count: found, share, colour }) => (
          <li key={result} className={classes.key}>
            <span className={classes.swatch} style={{ background: colour }} aria-hidden />
            <Link
              href={rowsAddress('fidelity', 'denominator', carried, { result })}
              className={classes.label}
            >
              {label}
            </Link>
            <span className={classes.figure}>{percent(share)}</span>
            <span className={classes.change}>{count(found)}</span>
          </li>
        ))}
      </ul>
      {causes.length > 0 && (
        <>
          <h3 className={classes.sub}>Why {count(wrong)} were not right</h3>
          <ul className={classes.list}>
            {causes.slice(0, 5).map(({ key, label, count: found, share }) => (
              <li key={key} className={classes.bar}>
                <Link
                  href={rowsAddress('fidelity', 'denominator', carried, { cause: key })}
                  className={classes.label}
                >
                  {label}
                </Link>
                <IntervalBar value={share / longest} low={null} high={null} colour="var(--outcome-failed)" />
                <span className={classes.figure}>{percent(share, 0)}</span>
                <span className={classes.change}>{count(found)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
