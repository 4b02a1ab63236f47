import { Menu } from '@mantine/core';
import {
  IconAntennaBars5,
  IconArrowsRightLeft,
  IconBell,
  IconChecklist,
  IconDatabase,
  IconDots,
  IconFileImport,
  IconLayoutDashboard,
  IconPlugConnected,
  IconPuzzle,
  IconScale,
  IconSettings,
  IconShieldCheck,
  IconTags,
  IconTrendingUp,
  IconUrgent,
} from '@tabler/icons-react';
import { type ReactNode, Suspense } from 'react';
import { Link, useLocation } from 'wouter';
import { admins, type Role } from '../../../backend/src/contract/roles.js';
import { useRoute } from '../lib/queries';
import { useSession } from '../lib/session';
import { useFilters } from '../lib/use-filters';
import { Account } from './account';
import { Banner, ReadOnlyBanner } from './banner';
import { FaultBoundary } from './fault-boundary';
import { PurposeChip } from './purpose';
import classes from './shell.module.css';
import { Loading } from './state';

interface Place {
  href: string;
  name: string;
  icon: typeof IconPuzzle;
  /** Takes the page's range and filters along. */
  carries: boolean;
  /** The first of those that belong together: what happens, what the bot learns, what runs it. */
  begins?: boolean;
  /** On small screens it stands behind “More”. */
  wide?: boolean;
  /** Nobody else has any use for it. */
  only?: readonly Role[];
}

const allPlaces: readonly Place[] = [
  { href: '/', name: 'Overview', icon: IconLayoutDashboard, carries: true },
  { href: '/compare', name: 'Compare', icon: IconScale, carries: true, wide: true },
  { href: '/handoffs', name: 'Handoffs', icon: IconArrowsRightLeft, carries: true },
  { href: '/fidelity', name: 'Fidelity', icon: IconChecklist, carries: true, wide: true },
  { href: '/gaps', name: 'Gaps', icon: IconPuzzle, carries: true },
  { href: '/risk', name: 'Risk', icon: IconUrgent, carries: true, wide: true },
  { href: '/review', name: 'Review', icon: IconTags, carries: false, begins: true, wide: true },
  { href: '/datasets', name: 'Datasets', icon: IconDatabase, carries: false, wide: true },
  { href: '/improvements', name: 'Improvements', icon: IconTrendingUp, carries: false, wide: true },
  { href: '/alerts', name: 'Alerts', icon: IconBell, carries: false, begins: true },
  { href: '/sources', name: 'Sources', icon: IconPlugConnected, carries: false, wide: true },
  { href: '/imports', name: 'Import', icon: IconFileImport, carries: false, wide: true, only: admins },
  { href: '/start', name: 'Connect', icon: IconAntennaBars5, carries: false, wide: true },
  { href: '/ledger', name: 'Ledger', icon: IconShieldCheck, carries: false },
  { href: '/settings', name: 'Settings', icon: IconSettings, carries: false, wide: true },
];

/** Pages without a place of their own: what happened to one customer is asked under Handoffs. */
const placeOf = (path: string): string => path.replace(/^\/(episodes|conversations)(?=\/|$)/, '/handoffs');

const isAt = (path: string, href: string): boolean => {
  const place = placeOf(path);
  return place === href || (href !== '/' && place.startsWith(`${href}/`));
};

/** Navigation, banners and the page. */
export function Shell({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#page">
        Skip to the page
      </a>
      <Navigation />
      <div className={classes.main}>
        <ReadOnlyBanner />
        <Banner />
        <PurposeChip />
        <main id="page" tabIndex={-1} className={classes.page}>
          <FaultBoundary place={path}>
            <Suspense fallback={<PageSkeleton />}>{children}</Suspense>
          </FaultBoundary>
        </main>
      </div>
    </div>
  );
}

function PageSkeleton() {
  return (
    <div className={classes.skeleton}>
      <Loading height={520} />
    </div>
  );
}

function Navigation() {
  const [path] = useLocation();
  const { carried, zone } = useFilters();
  const session = useSession();
  const role = session.state === 'signed-in' ? session.session.role : undefined;
  const places = allPlaces.filter(({ only }) => !only || (role && only.includes(role)));
  return (
    <aside className={classes.side}>
      <Link href={`/${carried}`} className={classes.brand} aria-label="Baton, overview">
        <img src="/baton.svg" alt="" width={24} height={24} />
        <span className={classes.label}>Baton</span>
      </Link>
      <nav aria-label="Pages" className={classes.places}>
        {places.map(({ href, name, icon: Icon, carries, begins, wide }) => (
          <Link
            key={href}
            href={carries ? `${href}${carried}` : href}
            className={[classes.place, begins && classes.begins, wide && classes.onlyWide]
              .filter(Boolean)
              .join(' ')}
            aria-current={isAt(path, href) ? 'page' : undefined}
            title={name}
          >
            <Icon size={18} stroke={1.6} aria-hidden />
            <span className={classes.label}>{name}</span>
            {href === '/alerts' && <FiringCount />}
          </Link>
        ))}
        <More places={places.filter(({ wide }) => wide)} carried={carried} />
      </nav>
      <div className={classes.foot}>
        <p className={`${classes.zone} ${classes.label}`}>
          Times in <b>{zone}</b>
        </p>
        <Account />
      </div>
    </aside>
  );
}

/** What the bottom bar of small screens has no room for. */
function More({ places: hidden, carried }: { places: readonly Place[]; carried: string }) {
  const [path, go] = useLocation();
  return (
    <Menu position="top-end" width={200}>
      <Menu.Target>
        <button
          type="button"
          className={`${classes.place} ${classes.more}`}
          aria-current={hidden.some(({ href }) => isAt(path, href)) ? 'page' : undefined}
        >
          <IconDots size={18} stroke={1.6} aria-hidden />
          <span className={classes.label}>More</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {hidden.map(({ href, name, icon: Icon, carries }) => (
          <Menu.Item
            key={href}
            leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
            onClick={() => go(carries ? `${href}${carried}` : href)}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** How many alerts fire, on every page. */
function FiringCount() {
  const { data } = useRoute('GET /api/alerts/firing', {}, { every: 30_000 });
  if (!data || data.firing === 0) return null;
  return (
    <span className={data.critical > 0 ? classes.countCritical : classes.count}>
      {data.firing}
      <span className="unseen"> firing</span>
    </span>
  );
}
