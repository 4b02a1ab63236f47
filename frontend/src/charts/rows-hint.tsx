import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { RowsBehind } from '../lib/rows-behind';
import classes from './chart.module.css';
import { hovers } from './use-open-rows';

/** What a click on the mark under the pointer opens; nothing where there are no rows. */
export function RowsHint({ rows }: { rows: RowsBehind | null | undefined }) {
  if (!rows) return null;
  if (hovers()) return <div className={classes.hint}>Click: {rows.words}</div>;
  return <TapHint key={rows.href} rows={rows} />;
}

/** By then the tap that showed it is over, and a tap on another mark has hidden it. In milliseconds. */
const [shown, moved] = [400, 100];

/** Where nothing hovers, the first tap shows what a mark says, and the second opens its rows. */
function TapHint({ rows: { href, words } }: { rows: RowsBehind }) {
  const hint = useRef<HTMLDivElement>(null);
  const [, navigate] = useLocation();
  useEffect(() => {
    const chart = hint.current?.closest('.recharts-wrapper');
    let later: ReturnType<typeof setTimeout> | undefined;
    const tapped = () => {
      later = setTimeout(() => navigate(href), moved);
    };
    const ready = setTimeout(() => chart?.addEventListener('click', tapped), shown);
    return () => {
      clearTimeout(ready);
      clearTimeout(later);
      chart?.removeEventListener('click', tapped);
    };
  }, [href, navigate]);
  return (
    <div ref={hint} className={classes.hint}>
      Tap again: {words}
    </div>
  );
}
