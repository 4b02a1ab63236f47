import { Panel } from '../../components/panel';
import { RelayBar } from '../../components/relay-bar/relay-bar';
import { Empty } from '../../components/state';
import { counted, dateTime, words } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { valueLabel } from '../../lib/value-label';
import type { Job, Preview } from './import-words';
import css from './imports.module.css';
import { UnknownReasons } from './unknown-reasons';

type Conversation = Preview['conversations'][number];

/** A few conversations as they would appear, folded as the ledger's are. */
export function PreviewPanel({ job }: { job: Job }) {
  const preview = useRoute('GET /api/imports/:id/preview', { params: { id: job.id } });
  return (
    <Panel
      title="How would it look?"
      subtitle="The first conversations, those that are handed over before others. That you looked at them is recorded"
      query={preview}
      height={280}
      isEmpty={({ conversations }) => conversations.length === 0}
      empty={<Empty title="No conversation was found" />}
    >
      {(data) => (
        <>
          <Conversations conversations={data.conversations} />
          {data.unknownReasons.length > 0 && <UnknownReasons job={job} reasons={data.unknownReasons} />}
        </>
      )}
    </Panel>
  );
}

export function Conversations({ conversations }: { conversations: readonly Conversation[] }) {
  return (
    <ul className={css.conversations}>
      {conversations.map((each) => (
        <ConversationRow key={`${each.conversationId} ${each.startedAt}`} conversation={each} />
      ))}
    </ul>
  );
}

function ConversationRow({ conversation }: { conversation: Conversation }) {
  const { zone } = useFilters();
  const {
    conversationId,
    customerId,
    bot,
    channel,
    startedAt,
    endedAt,
    timesAssumed,
    episodes,
    handoffs,
    firstWords,
  } = conversation;
  const turns = episodes.reduce((sum, { customerTurns, botTurns }) => sum + customerTurns + botTurns, 0);
  return (
    <li className={css.conversation}>
      <div className={css.who}>
        <span className={css.name}>{conversationId ?? 'no name'}</span>
        <span className={css.soft}>{[bot, channel].filter(Boolean).join(' · ') || 'no bot named'}</span>
        <span className={css.soft}>{customerId ? `customer ${customerId}` : 'customer not known'}</span>
      </div>
      <div className={css.what}>
        <span>
          {dateTime(startedAt, zone)} {timesAssumed && <span className={css.soft}>assumed</span>}
        </span>
        {firstWords && <q className={css.words}>{firstWords}</q>}
        <span className={css.soft}>
          {episodes.length === 0
            ? 'No bot is in charge: no episode'
            : [
                `${counted(turns, 'turn', 'turns')} before a human`,
                ...episodes.map(({ outcome }) => (outcome ? words(outcome) : 'open')),
              ].join(', ')}
        </span>
      </div>
      <div className={css.relay}>
        {handoffs.length === 0 && <span className={css.soft}>Not handed over</span>}
        {handoffs.map((handoff) => (
          <div key={`${handoff.relay.initiatedAt} ${handoff.rule}`}>
            <RelayBar facts={handoff} size="small" watermark={endedAt} />
            <span className={css.soft}>
              {[
                `${handoff.fromKind} → ${handoff.queue ?? handoff.toKind}`,
                handoff.reason ? valueLabel('reason', handoff.reason) : 'no reason given',
                handoff.signal,
              ].join(' · ')}
            </span>
          </div>
        ))}
      </div>
    </li>
  );
}
