import { useParams } from 'wouter';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { RelayBar } from '../../components/relay-bar/relay-bar';
import { TimeText } from '../../components/time-text';
import { useRoute } from '../../lib/queries';
import { EvidenceButton } from '../ledger/evidence/evidence-button';
import { Callback } from './callback';
import { ContextColumns } from './context-columns';
import css from './handoff.module.css';
import type { Handoff } from './handoff-answer';
import { HandoffStatus } from './handoff-status';
import { Neighbours } from './neighbours';
import { giverOf, takerOf } from './parties';
import { Receipt } from './receipt';
import { RequiredActions } from './required-actions';
import { GapLink, Outcome, Path } from './side-panels';
import { Story } from './story';
import { Summary } from './summary';
import { VconLink } from './vcon-link';

/** One handoff from bot to human to action. */
export default function HandoffPage() {
  const { key = '' } = useParams<{ key: string }>();
  const handoff = useRoute('GET /api/handoffs/:key', { params: { key } });
  const { data } = handoff;
  return (
    <Page
      title={data?.conversationId ? `Conversation ${data.conversationId}` : 'Handoff'}
      question={data && <Heading handoff={data} />}
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
    <span className={css.heading}>
      {relay.timesAssumed ? 'assumed time' : <TimeText at={relay.initiatedAt} />}
      <span>{facts.filter(Boolean).join(' · ')}</span>
      <HandoffStatus handoff={handoff} />
    </span>
  );
}

function Content({ handoff }: { handoff: Handoff }) {
  return (
    <div className={css.content}>
      <p className={css.sentence}>{handoff.sentence}</p>
      {handoff.erased && (
        <p className={css.erased}>
          The personal data of this customer was erased. Times and counts remain, words and values are gone.
        </p>
      )}
      {handoff.withheld.length > 0 && (
        <p className={css.withheld}>
          Not shown, as the customer’s consent does not cover it: {handoff.withheld.join(', ')}. Times and
          counts remain.
        </p>
      )}
      <Section title="From bot to human to action">
        <RelayBar facts={handoff} size="large" watermark={handoff.watermark} />
      </Section>
      <div className={css.columns}>
        <div className={css.stack}>
          <Summary handoff={handoff} />
          <ContextColumns handoff={handoff} />
          <RequiredActions handoff={handoff} />
          <Story handoff={handoff} />
        </div>
        <div className={css.stack}>
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
