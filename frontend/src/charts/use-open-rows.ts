import type { MouseEvent } from 'react';
import { useLocation } from 'wouter';
import type { RowsBehind } from '../lib/rows-behind';

/** Whether a pointer can rest over a mark without pressing it. */
export const hovers = (): boolean => !matchMedia('(hover: none)').matches;

/** Opens the rows behind the mark that was clicked; with Ctrl or ⌘ in another tab. Taps: see `RowsHint`. */
export function useOpenRows() {
  const [, navigate] = useLocation();
  return (rows: RowsBehind | null | undefined, event: Pick<MouseEvent, 'ctrlKey' | 'metaKey'>): void => {
    if (!rows || !hovers()) return;
    if (event.ctrlKey || event.metaKey) window.open(rows.href, '_blank', 'noopener');
    else navigate(rows.href);
  };
}
