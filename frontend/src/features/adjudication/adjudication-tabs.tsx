import { Link } from 'wouter';
import { useFilters } from '../../lib/use-filters';
import css from './adjudication.module.css';

const tabs = [
  { href: '/fidelity', name: 'Fidelity' },
  { href: '/fidelity/samples', name: 'Samples' },
  { href: '/fidelity/callbacks', name: 'Callbacks' },
] as const;
export type TabAddress = (typeof tabs)[number]['href'];

/** What was done, what people judge, and who came back: one address each. */
export function AdjudicationTabs({ current }: { current: TabAddress }) {
  const { carried } = useFilters();
  return (
    <nav className={css.tabs} aria-label="Parts of fidelity">
      {tabs.map(({ href, name }) => (
        <Link
          key={href}
          href={`${href}${carried}`}
          className={css.tab}
          aria-current={href === current ? 'page' : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
