import { lazy, type ReactNode, Suspense } from 'react';
import { useParams } from 'wouter';
import { auditors, type Role, readers } from '../../../../backend/src/contract/roles.js';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { Loading, NoPermission, NotFound } from '../../components/state';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { LedgerTabs, type TabPath, tabAt } from './ledger-tabs';
import { PrintHead } from './print-head';
import { ReadOnlyNotice } from './read-only-notice';
import { StatusLine } from './status-line';
import { Verification } from './verification';

const parts: Record<TabPath, ReturnType<typeof lazy>> = {
  '': lazy(() => import('./entries/entries-page')),
  checkpoints: lazy(() => import('./checkpoints/checkpoints-page')),
  proofs: lazy(() => import('./proofs/proofs-page')),
  access: lazy(() => import('./access/access-page')),
  erasure: lazy(() => import('./erasure/erasure-page')),
  holds: lazy(() => import('./retention/holds-page')),
  retention: lazy(() => import('./retention/retention-page')),
  keys: lazy(() => import('./keys-page')),
};

/** What is true, who saw it, and how anybody can check it. */
export default function LedgerPage() {
  const { part = '' } = useParams<{ part?: string }>();
  const tab = tabAt(part);
  const status = useRoute('GET /api/ledger', {}, { every: 15_000 });
  const may = useMay(auditors);
  if (!tab) return <NotFound />;
  const Part = parts[tab.path];
  return (
    <Page
      title={tab.path === '' ? 'Ledger' : `Ledger: ${tab.name.toLowerCase()}`}
      question={tab.question}
      aside={may && <Verification status={status.data} />}
    >
      <PrintHead />
      {status.data?.readOnly && <ReadOnlyNotice state={status.data.readOnly} />}
      <Answered query={status} height={{ wide: 96, narrow: 280 }}>
        {(found) => <StatusLine status={found} />}
      </Answered>
      <LedgerTabs current={tab.path} />
      <Permitted roles={tab.path === 'keys' ? readers : auditors} title={tab.question}>
        <Suspense fallback={<Loading height={360} />}>
          <Part />
        </Suspense>
      </Permitted>
    </Page>
  );
}

interface PermittedProps {
  roles: readonly Role[];
  title: string;
  children: ReactNode;
}

function Permitted({ roles, title, children }: PermittedProps) {
  if (useMay(roles)) return children;
  return (
    <Section title={title}>
      <NoPermission needs="auditor or administrator" />
    </Section>
  );
}
