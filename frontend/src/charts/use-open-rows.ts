import { type MouseEvent, useRef } from 'react';
import { useLocation } from 'wouter';
import type { RowsBehind } from '../lib/rows-behind';

/** Whether a pointer can rest over a mark without pressing it. */
const hovers = (): boolean => !matchMedia('(hover: none)').matches;

/** What opens the rows of a mark whose words are shown. */
export const pressWord = (): string => (hovers() ? 'Click' : 'Tap again');

/**
 * Opens the rows behind a mark, with Ctrl or ⌘ in another tab. Where nothing hovers, the first tap shows what the mark
 * says, and the second opens it.
 */
export function useOpenRows() {
  const [, navigate] = useLocation();
  const shown = useRef<string>(undefined);
  return (rows: RowsBehind | null | undefined, event: Pick<MouseEvent, 'ctrlKey' | 'metaKey'>): void => {
    if (!rows) return;
    const isFirstTap = !hovers() && shown.current !== rows.href;
    shown.current = rows.href;
    if (isFirstTap) return;
    if (event.ctrlKey || event.metaKey) window.open(rows.href, '_blank', 'noopener');
    else navigate(rows.href);
  };
}
