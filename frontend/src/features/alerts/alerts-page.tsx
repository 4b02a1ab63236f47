import { Page } from '../../components/page';
import { useRoute } from '../../lib/queries';
import { ChannelsPanel } from './channels-panel';
import { FiringPanel } from './firing-panel';
import { MessagesPanel } from './messages-panel';
import { RulesPanel } from './rules-panel';

/** What needs somebody now, what watches, and who is told? */
export default function AlertsPage() {
  const rules = useRoute('GET /api/alerts/rules', {}, { every: 30_000 });
  const channels = useRoute('GET /api/alerts/channels', {}, { every: 60_000 });
  return (
    <Page title="Alerts" question="What needs somebody now, what watches, and who is told?" inTurn>
      <FiringPanel rules={rules} />
      <RulesPanel rules={rules} channels={channels.data} />
      <ChannelsPanel channels={channels} />
      <MessagesPanel />
    </Page>
  );
}
