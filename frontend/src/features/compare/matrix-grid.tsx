import { Fragment } from 'react';
import { Link } from 'wouter';
import type { Dimension } from '../../../../backend/src/contract/dimensions.js';
import type { MetricName } from '../../../../backend/src/contract/metrics.js';
import type { MatrixLine, MatrixModel } from '../../charts/prepare-matrix';
import { count } from '../../lib/format';
import { type Narrowing, rowsAddress } from '../../lib/rows-address';
import { useFilters } from '../../lib/use-filters';
import classes from './grid.module.css';
import { HeatLegend } from './heat-legend';
import { type Side, sideAddress } from './sides';
import { useGridKeys } from './use-grid-keys';

interface MatrixGridProps {
  model: MatrixModel;
  metric: MetricName;
  side: Side;
  names: { rows: Dimension; columns: Dimension };
  caption: string;
}

/** The list's filter for one value of an axis, or for all that are not kept apart. */
function narrow(name: Dimension, line: MatrixLine, lines: readonly MatrixLine[]): Narrowing {
  if (line.key !== null) return { [name]: line.key };
  return { [`except.${name}`]: lines.flatMap(({ key }) => key ?? []) };
}

/** Names of intents are long and have no spaces: they may be broken behind their joints. */
const breakable = (name: string) =>
  name.split(/(?<=[_.:/-])/).map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one name have no other
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ));

/** Two dimensions against each other; every cell opens its rows. */
export function MatrixGrid({ model, metric, side, names, caption }: MatrixGridProps) {
  const { zone } = useFilters();
  const keys = useGridKeys<HTMLTableElement>();
  const address = sideAddress(side, zone);
  const lines = model.rows.map(({ line }) => line);
  return (
    <>
      <div className={classes.scroll}>
        <table className={classes.matrix} {...keys}>
          <caption className="unseen">{caption}</caption>
          <thead>
            <tr>
              <td />
              {model.columns.map((line) => (
                <th key={line.key ?? '\u0000other'} scope="col" title={line.label}>
                  <span>{breakable(line.label)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {model.rows.map(({ line, cells }, row) => (
              <tr key={line.key ?? '\u0000other'}>
                <th scope="row" title={`${line.label}, n ${count(line.n)}`}>
                  <span>{line.label}</span>
                </th>
                {cells.map((cell, column) => (
                  <td key={cell.column.key ?? '\u0000other'}>
                    <Link
                      href={rowsAddress(metric, 'denominator', address, {
                        ...narrow(names.rows, line, lines),
                        ...narrow(names.columns, cell.column, model.columns),
                      })}
                      className={classes.inner}
                      data-shade={cell.shade}
                      data-diagonal={cell.isDiagonal || undefined}
                      data-row={row}
                      data-column={column}
                      tabIndex={row === 0 && column === 0 ? 0 : -1}
                      title={cell.label}
                    >
                      <span className="unseen">{cell.label}</span>
                      <span aria-hidden>{cell.text}</span>
                      <span className={classes.size} aria-hidden>
                        {cell.n > 0 ? count(cell.n) : ''}
                      </span>
                    </Link>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <HeatLegend least={model.least} most={model.most} />
    </>
  );
}
