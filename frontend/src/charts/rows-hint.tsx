import type { RowsBehind } from '../lib/rows-behind';
import classes from './chart.module.css';
import { pressWord } from './use-open-rows';

/** What a click on the mark under the pointer opens; nothing where there are no rows. */
export function RowsHint({ rows }: { rows: RowsBehind | null | undefined }) {
  if (!rows) return null;
  return (
    <div className={classes.hint}>
      {pressWord()}: {rows.words}
    </div>
  );
}
