import { useParams } from 'wouter';
import { trainers } from '../../../../backend/src/contract/roles.js';
import { Page } from '../../components/page';
import { Section } from '../../components/panel';
import { NoPermission } from '../../components/state';
import { useMay } from '../../lib/session';
import { AgreementPanel } from './agreement-panel';
import { Queue } from './queue';
import { ReviewTabs, reviewTabs } from './review-tabs';

/** What escalations are examples of: one item after the other, and how far readers agree. */
export default function ReviewPage() {
  const { part = '' } = useParams<{ part?: string }>();
  const current = part === 'agreement' ? '/review/agreement' : '/review';
  const may = useMay(trainers);
  return (
    <Page title="Review" question={reviewTabs[current].question} bar={<ReviewTabs current={current} />}>
      {!may ? (
        <Section title="Review">
          <NoPermission needs="trainer or administrator" />
        </Section>
      ) : current === '/review/agreement' ? (
        <AgreementPanel />
      ) : (
        <Queue />
      )}
    </Page>
  );
}
