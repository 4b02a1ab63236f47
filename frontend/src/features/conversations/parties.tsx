import { Fragment } from 'react';
import { Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import css from './conversation.module.css';
import type { Conversation } from './conversation-answer';

/** The bots that were responsible, with the versions they had, in order. */
export const botsOf = ({ episodes }: Pick<Conversation, 'episodes'>): string[] => [
  ...new Set(
    episodes.flatMap(({ bot, botVersion }) => (bot ? [bot, botVersion].filter(Boolean).join(' ') : [])),
  ),
];

/** Who spoke with whom, and where. */
export function Parties({ conversation }: { conversation: Conversation }) {
  const { source, channel, language, segment, startedAt, lastAt, episodes } = conversation;
  const assumed = episodes.some((episode) => episode.timesAssumed);
  const facts = [
    ['Source', source],
    ['Bot', botsOf(conversation).join(', ') || 'not named'],
    ['Customer', customerOf(conversation)],
    ['Segment', segment],
    ['Channel', channel ?? 'not reported'],
    ['Language', language ?? 'not reported'],
    ['Began', assumed ? 'at an assumed time' : <TimeText key="began" at={startedAt} />],
    ['Last event', assumed ? 'at an assumed time' : <TimeText key="last" at={lastAt} />],
  ] as const;
  return (
    <Section title="Who spoke with whom?">
      <dl className={css.facts}>
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <Fragment key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </Fragment>
            ),
        )}
      </dl>
    </Section>
  );
}

function customerOf({ customer, withheld, erased }: Conversation): string {
  if (customer !== null) return customer;
  if (withheld.includes('identity')) return 'withheld: consent does not cover it';
  return erased ? 'erased' : 'not named';
}
