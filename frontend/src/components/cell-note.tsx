import { CloseButton } from '@mantine/core';
import { useSearchParams } from 'wouter';
import { cellWords, withoutCell } from '../lib/cell';
import { useCell } from '../lib/use-cell';
import classes from './cell-note.module.css';

/** Says which cell these rows are of, and takes the restriction away. */
export function CellNote() {
  const [, setSearch] = useSearchParams();
  const words = cellWords(useCell());
  if (!words) return null;
  return (
    <div className={classes.note}>
      <span>{words}</span>
      <CloseButton
        aria-label="Stop showing only this cell"
        size="sm"
        onClick={() => setSearch(withoutCell, { replace: true })}
      />
    </div>
  );
}
