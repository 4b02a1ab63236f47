import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { useFilters } from '../lib/use-filters';
import css from './page-tabs.module.css';

interface PageTabsProps {
  /** For those who cannot see that they belong together. */
  label: string;
  tabs: readonly { href: string; name: string }[];
  /** The address of the part that is shown. */
  current: string;
}

/** The parts of a page, one address each. */
export function PageTabs({ label, tabs, current }: PageTabsProps) {
  const { carried } = useFilters();
  const list = useRef<HTMLElement>(null);
  // On a narrow screen the current one may lie beyond the edge.
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>(`[data-part="${current}"]`);
    if (list.current && tab) list.current.scrollLeft = tab.offsetLeft - list.current.clientWidth / 2;
  }, [current]);
  return (
    <nav ref={list} className={css.tabs} aria-label={label}>
      {tabs.map(({ href, name }) => (
        <Link
          key={href}
          href={`${href}${carried}`}
          className={css.tab}
          data-part={href}
          aria-current={href === current ? 'page' : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
