import { PageTabs } from '../../components/page-tabs';

interface Tab {
  /** Behind /ledger; empty for the first. */
  path: string;
  name: string;
  question: string;
}

const tabs = [
  { path: '', name: 'Entries', question: 'What is true, and can it be proved?' },
  { path: 'checkpoints', name: 'Checkpoints', question: 'What was signed, and who else keeps it?' },
  { path: 'proofs', name: 'Proofs', question: 'Was the past ever changed?' },
  { path: 'access', name: 'Access', question: 'Who saw what, and who took what along?' },
  { path: 'erasure', name: 'Erasure', question: 'What was forgotten, and why?' },
  { path: 'holds', name: 'Holds', question: 'What must be kept for now?' },
  { path: 'retention', name: 'Retention', question: 'How long is what kept?' },
  { path: 'keys', name: 'Keys', question: 'Whose signature counts?' },
] as const satisfies readonly Tab[];
export type TabPath = (typeof tabs)[number]['path'];

export const tabAt = (path: string) => tabs.find((tab) => tab.path === path);
export const tabAddress = (path: TabPath): string => (path === '' ? '/ledger' : `/ledger/${path}`);

const links = tabs.map(({ path, name }) => ({ href: tabAddress(path), name }));

/** The parts of the ledger, one address each. */
export const LedgerTabs = ({ current }: { current: TabPath }) => (
  <PageTabs label="Parts of the ledger" tabs={links} current={tabAddress(current)} />
);
