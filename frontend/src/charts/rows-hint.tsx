import type { RowsBehind } from '../lib/rows-behind';
import classes from './chart.module.css';
import { hovers, useShown } from './use-open-rows';

/** What a click on the mark under the pointer opens; nothing where there are no rows. */
export function RowsHint({ rows }: { rows: RowsBehind | null | undefined }) {
  return rows ? <Hint rows={rows} /> : null;
}

function Hint({ rows: { href, words } }: { rows: RowsBehind }) {
  useShown(href);
  return (
    <div className={classes.hint}>
      {hovers() ? 'Click' : 'Tap again'}: {words}
    </div>
  );
}
