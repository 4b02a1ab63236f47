import { Link } from 'wouter';
import { useFilters } from '../../lib/use-filters';
import css from './risk.module.css';

export const riskTabs = {
  '': { name: 'What goes wrong', question: 'Where does the handoff go wrong, and how often?' },
  routing: { name: 'Routing', question: 'What hangs on one path, and what if it is down?' },
  readiness: { name: 'Readiness', question: 'Is this handoff fit to rely on?' },
} as const;
export type RiskTab = keyof typeof riskTabs;
export const isRiskTab = (path: string): path is RiskTab => Object.hasOwn(riskTabs, path);

/** The parts of the page, one address each. */
export function RiskTabs({ current }: { current: RiskTab }) {
  const { carried } = useFilters();
  return (
    <nav className={css.tabs} aria-label="Parts of risk">
      {Object.entries(riskTabs).map(([path, { name }]) => (
        <Link
          key={path}
          href={`/risk${path === '' ? '' : `/${path}`}${carried}`}
          className={css.tab}
          aria-current={path === current ? 'page' : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
