import { type MouseEvent, useEffect } from 'react';
import { useLocation } from 'wouter';
import type { RowsBehind } from '../lib/rows-behind';

/** Whether a pointer can rest over a mark without pressing it. */
export const hovers = (): boolean => !matchMedia('(hover: none)').matches;

/** The mark whose words are shown, and since when. The chart draws its words anew again and again: they are not asked. */
const shown = { href: '', since: 0, hides: undefined as ReturnType<typeof setTimeout> | undefined };

/** Says that the words of a mark are shown. */
export function useShown(href: string): void {
  useEffect(() => {
    clearTimeout(shown.hides);
    if (shown.href !== href) Object.assign(shown, { href, since: performance.now() });
    return () => {
      shown.hides = setTimeout(() => Object.assign(shown, { href: '' }), settling);
    };
  }, [href]);
}

/** After a tap it takes so long until the words of what was tapped are shown, in milliseconds. */
const settling = 150;

/**
 * Opens the rows behind the mark that was clicked; with Ctrl or ⌘ in another tab. Where nothing hovers, the first tap
 * shows the words of a mark, and a second on the same opens its rows.
 */
export function useOpenRows() {
  const [, navigate] = useLocation();
  return (rows: RowsBehind | null | undefined, event: Pick<MouseEvent, 'ctrlKey' | 'metaKey'>): void => {
    if (!hovers()) {
      const tapped = performance.now();
      setTimeout(() => {
        if (shown.href !== '' && tapped - shown.since > settling) navigate(shown.href);
      }, settling);
    } else if (rows && (event.ctrlKey || event.metaKey)) window.open(rows.href, '_blank', 'noopener');
    else if (rows) navigate(rows.href);
  };
}
