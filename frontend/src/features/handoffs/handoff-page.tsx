import { Link, useParams } from 'wouter';
import { auditors } from '../../../../backend/src/contract/roles.js';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { RelayBar } from '../../components/relay-bar/relay-bar';
import { TimeText } from '../../components/time-text';
import { useRoute } from '../../lib/queries';
import { useMay } from '../../lib/session';
import layout from '../conversations/conversation.module.css';
import { Disclosure } from '../conversations/disclosure';
import { Receipt } from '../conversations/receipt';
import { Story } from '../conversations/story';
import { VconLink } from '../conversations/vcon-link';
import { EvidenceButton } from '../ledger/evidence/evidence-button';
import { Callback } from './callback';
import { ContextColumns } from './context-columns';
import css from './handoff.module.css';
import type { Handoff } from './handoff-answer';
import { HandoffStatus } from './handoff-status';
import { Neighbours } from './neighbours';
import { giverOf, takerOf } from './parties';
import { RequiredActions } from './required-actions';
import { GapLink, Outcome, Path } from './side-panels';
import { sinceHandoff } from './since-handoff';
import { Summary } from './summary';

/** One handoff from bot to human to action. */
export default function HandoffPage() {
  const { key = '' } = useParams<{ key: string }>();
  const mayProve = useMay(auditors);
  const handoff = useRoute('GET /api/handoffs/:key', { params: { key } });
  const { data } = handoff;
  return (
    <Page
      title={data?.id ? `Handoff ${data.id}` : 'Handoff'}
      question={data && <Heading handoff={data} />}
      questionLines={2}
      asideRows={mayProve ? 2 : 1}
      aside={
        <>
          <Neighbours current={key} />
          {data && <VconLink conversation={data.conversationKey} />}
          {data && <EvidenceButton scopes={[{ name: 'This handoff', scope: { kind: 'handoff', key } }]} />}
        </>
      }
    >
      <Answered query={handoff} height={560}>
        {(found) => <Content key={found.key} handoff={found} />}
      </Answered>
    </Page>
  );
}

function Heading({ handoff }: { handoff: Handoff }) {
  const { fromKind, botVersion, channel, language, hop, relay } = handoff;
  const version = fromKind === 'bot' && botVersion ? ` ${botVersion}` : '';
  const facts = [
    `${giverOf(handoff)}${version} → ${takerOf(handoff)}`,
    channel,
    language,
    hop > 1 && `hop ${hop}`,
  ];
  return (
    <span className={layout.heading}>
      {relay.timesAssumed ? 'assumed time' : <TimeText at={relay.initiatedAt} />}
      <span>{facts.filter(Boolean).join(' · ')}</span>
      <HandoffStatus handoff={handoff} />
      <Link href={`/conversations/${handoff.conversationKey}`}>Whole conversation</Link>
    </span>
  );
}

function Content({ handoff }: { handoff: Handoff }) {
  return (
    <div className={layout.content}>
      <p className={css.sentence}>{handoff.sentence}</p>
      <Disclosure shown={handoff} />
      <Section title="From bot to human to action">
        <RelayBar facts={handoff} size="large" watermark={handoff.watermark} />
      </Section>
      <div className={layout.columns}>
        <div className={layout.stack}>
          <Summary handoff={handoff} />
          <ContextColumns handoff={handoff} />
          <RequiredActions handoff={handoff} />
          <Story told={handoff} since={sinceHandoff(handoff)} />
        </div>
        <div className={layout.stack}>
          <Outcome handoff={handoff} />
          <Path handoff={handoff} />
          <Callback handoff={handoff} />
          <GapLink handoff={handoff} />
          <Receipt receipt={handoff.receipt} />
        </div>
      </div>
    </div>
  );
}
