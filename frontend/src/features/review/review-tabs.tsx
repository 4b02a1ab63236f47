import { PageTabs } from '../../components/page-tabs';

export const reviewTabs = {
  '/review': { name: 'Queue', question: 'Is this training data right? What teaches most comes first.' },
  '/review/agreement': { name: 'Agreement', question: 'Do two readers say the same?' },
} as const;
type TabAddress = keyof typeof reviewTabs;

const tabs = Object.entries(reviewTabs).map(([href, { name }]) => ({ href, name }));

export const ReviewTabs = ({ current }: { current: TabAddress }) => (
  <PageTabs label="Parts of the review" tabs={tabs} current={current} />
);
