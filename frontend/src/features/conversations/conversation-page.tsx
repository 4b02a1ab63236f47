import { Link, useParams, useSearch } from 'wouter';
import { auditors } from '../../../../backend/src/contract/roles.js';
import { Page } from '../../components/page';
import { Answered } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import { EvidenceButton } from '../ledger/evidence/evidence-button';
import { ContactList, ContactSteps } from './contacts';
import css from './conversation.module.css';
import type { Conversation } from './conversation-answer';
import { Disclosure } from './disclosure';
import { Episodes } from './episodes';
import { botsOf, Parties } from './parties';
import { Receipt } from './receipt';
import { Handoffs, Surveys } from './side-panels';
import { Story } from './story';
import { VconLink } from './vcon-link';

/** One conversation, whether or not it was ever handed over. */
export default function ConversationPage() {
  const { key = '' } = useParams<{ key: string }>();
  const search = useSearch();
  const mayProve = useMay(auditors);
  const conversation = useRoute('GET /api/conversations/:key', { params: { key } });
  const { data } = conversation;
  return (
    <Page
      title={data?.conversationId ? `Conversation ${data.conversationId}` : 'Conversation'}
      question={data && <Heading conversation={data} />}
      questionLines={1}
      asideRows={mayProve ? 2 : 1}
      aside={
        <>
          <Link href={`/episodes${search ? `?${search}` : ''}`} className={css.back}>
            All episodes
          </Link>
          {data?.contacts && <ContactSteps contacts={data.contacts} />}
          {data && <VconLink conversation={data.key} />}
          {data && <Evidence conversation={data} />}
        </>
      }
    >
      <Answered query={conversation} height={560}>
        {(found) => <Content key={found.key} conversation={found} />}
      </Answered>
    </Page>
  );
}

/** Its events can be asked for by its name only: one that was erased has none. */
function Evidence({ conversation: { conversationId: id, source } }: { conversation: Conversation }) {
  if (id === null) return null;
  const subject = { kind: 'conversation', id, source } as const;
  return <EvidenceButton scopes={[{ name: 'This conversation', scope: { kind: 'subject', subject } }]} />;
}

const isAssumed = ({ episodes }: Conversation): boolean => episodes.some((episode) => episode.timesAssumed);

function Heading({ conversation }: { conversation: Conversation }) {
  const { channel, language, startedAt } = conversation;
  const facts = [botsOf(conversation).join(', '), channel, language].filter(Boolean);
  return (
    <span className={css.heading}>
      {isAssumed(conversation) ? 'assumed time' : <TimeText at={startedAt} />}
      <span>{facts.join(' · ')}</span>
    </span>
  );
}

function Content({ conversation }: { conversation: Conversation }) {
  const since = { name: 'the beginning', at: isAssumed(conversation) ? null : conversation.startedAt };
  return (
    <div className={css.content}>
      <Disclosure shown={conversation} />
      <div className={css.columns}>
        <div className={css.stack}>
          <Episodes episodes={conversation.episodes} />
          <Story told={conversation} since={since} />
        </div>
        <div className={css.stack}>
          <Parties conversation={conversation} />
          <Handoffs conversation={conversation} />
          <ContactList conversation={conversation} />
          <Surveys surveys={conversation.surveys} />
          <Receipt receipt={conversation.receipt} of="Its first event" />
        </div>
      </div>
    </div>
  );
}
