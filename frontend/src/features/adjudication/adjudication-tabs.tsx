import { PageTabs } from '../../components/page-tabs';

const tabs = [
  { href: '/fidelity', name: 'Fidelity' },
  { href: '/fidelity/samples', name: 'Samples' },
  { href: '/fidelity/callbacks', name: 'Callbacks' },
] as const;
export type TabAddress = (typeof tabs)[number]['href'];

/** What was done, what people judge, and who came back: one address each. */
export const AdjudicationTabs = ({ current }: { current: TabAddress }) => (
  <PageTabs label="Parts of fidelity" tabs={tabs} current={current} />
);
