import { Link } from 'wouter';
import { auditors } from '../../../../backend/src/contract/roles.js';
import { Section } from '../../components/panel';
import { Empty } from '../../components/state';
import { TimeText } from '../../components/time-text';
import { counted, duration, words } from '../../lib/format';
import { useMay } from '../../lib/session';
import css from './conversation.module.css';
import type { Conversation } from './conversation-answer';
import { OutcomeName } from './outcome-name';

type Episode = Conversation['episodes'][number];

/** How each stretch of a bot’s responsibility ended, and what says so. */
export function Episodes({ episodes }: { episodes: readonly Episode[] }) {
  return (
    <Section
      title="How did it end?"
      subtitle={
        episodes.length > 1 && `${episodes.length} episodes: stretches in which a bot was responsible`
      }
      flush={episodes.length > 0}
    >
      {episodes.length === 0 ? (
        <Empty title="No episode">
          No bot was responsible in this conversation, so no outcome is counted.
        </Empty>
      ) : (
        <ol className={css.rows}>
          {episodes.map((episode) => (
            <Row key={episode.episodeNo} episode={episode} among={episodes.length} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function Row({ episode, among }: { episode: Episode; among: number }) {
  const { outcome, judgedBy, handoffKey, startedAt, timesAssumed } = episode;
  return (
    <li>
      <div className={css.outcome}>
        <OutcomeName outcome={outcome} />
        {among > 1 && <span className={css.soft}>episode {episode.episodeNo}</span>}
      </div>
      <p className={css.line}>
        {judgedBy.words}. <Evidence entry={judgedBy.entry} />
      </p>
      <p className={`${css.line} ${css.soft}`}>
        {timesAssumed ? 'assumed times' : <TimeText at={startedAt} />} · {factsOf(episode).join(' · ')}
      </p>
      {handoffKey && <Link href={`/handoffs/${handoffKey}`}>Open the handoff that ended it</Link>}
    </li>
  );
}

function Evidence({ entry }: { entry: number | null }) {
  const may = useMay(auditors);
  if (entry === null) return null;
  const name = `entry ${entry}`;
  return (
    <span className={css.soft}>
      Ledger {may ? <Link href={`/ledger/entries/${entry}`}>{name}</Link> : name}
    </span>
  );
}

function factsOf(episode: Episode): string[] {
  const { startedAt, endedAt, timesAssumed, intent, reason, customerTurns, botTurns, eligible } = episode;
  const lasted = endedAt !== null && !timesAssumed && (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  return [
    lasted !== false && `lasted ${duration(lasted)}`,
    intent,
    reason && `escalated: ${words(reason).toLowerCase()}`,
    `${counted(customerTurns, 'turn', 'turns')} of the customer, ${counted(botTurns, 'turn', 'turns')} of the bot`,
    !eligible && 'in no rate: the customer did not begin it or never spoke',
  ].filter((fact) => typeof fact === 'string');
}
