import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { useFilters } from '../../lib/use-filters';
import css from './ledger-tabs.module.css';

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

/** The parts of the ledger, one address each. */
export function LedgerTabs({ current }: { current: TabPath }) {
  const { carried } = useFilters();
  const list = useRef<HTMLElement>(null);
  // On a narrow screen the current one may lie beyond the edge.
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>(`[data-part="${current}"]`);
    if (list.current && tab) list.current.scrollLeft = tab.offsetLeft - list.current.clientWidth / 2;
  }, [current]);
  return (
    <nav ref={list} className={css.tabs} aria-label="Parts of the ledger">
      {tabs.map(({ path, name }) => (
        <Link
          key={path}
          href={`${tabAddress(path)}${carried}`}
          className={css.tab}
          data-part={path}
          aria-current={path === current ? 'page' : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
