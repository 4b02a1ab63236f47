import { PageTabs } from '../../components/page-tabs';

export const riskTabs = {
  '': { name: 'What goes wrong', question: 'Where does the handoff go wrong, and how often?' },
  routing: { name: 'Routing', question: 'What hangs on one path, and what if it is down?' },
  readiness: { name: 'Readiness', question: 'Is this handoff fit to rely on?' },
} as const;
export type RiskTab = keyof typeof riskTabs;
export const isRiskTab = (path: string): path is RiskTab => Object.hasOwn(riskTabs, path);

const addressOf = (path: string) => (path === '' ? '/risk' : `/risk/${path}`);
const links = Object.entries(riskTabs).map(([path, { name }]) => ({ href: addressOf(path), name }));

/** The parts of the page, one address each. */
export const RiskTabs = ({ current }: { current: RiskTab }) => (
  <PageTabs label="Parts of risk" tabs={links} current={addressOf(current)} />
);
