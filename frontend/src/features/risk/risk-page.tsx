import { lazy, Suspense } from 'react';
import { useParams } from 'wouter';
import { FilterBar } from '../../components/filter-bar';
import { Page } from '../../components/page';
import { Loading, NotFound } from '../../components/state';
import { isRiskTab, type RiskTab, RiskTabs, riskTabs } from './risk-tabs';

const parts: Record<RiskTab, ReturnType<typeof lazy>> = {
  '': lazy(() => import('./detectors-page')),
  routing: lazy(() => import('./routing-page')),
  readiness: lazy(() => import('./readiness-page')),
};

/** What goes wrong, what could, and whether the handoff can be relied upon. */
export default function RiskPage() {
  const { part = '' } = useParams<{ part?: string }>();
  if (!isRiskTab(part)) return <NotFound />;
  const { name, question } = riskTabs[part];
  const Part = parts[part];
  return (
    <Page
      title={part === '' ? 'Risk' : `Risk: ${name.toLowerCase()}`}
      question={question}
      bar={<FilterBar compares={part !== 'routing'} />}
      inTurn
    >
      <RiskTabs current={part} />
      <Suspense fallback={<Loading height={480} />}>
        <Part />
      </Suspense>
    </Page>
  );
}
