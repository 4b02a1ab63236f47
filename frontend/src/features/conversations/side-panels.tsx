import { Link } from 'wouter';
import { Section } from '../../components/panel';
import { RelayBar } from '../../components/relay-bar/relay-bar';
import { HandoffStatus } from '../handoffs/handoff-status';
import { giverOf, takerOf } from '../handoffs/parties';
import css from './conversation.module.css';
import type { Conversation } from './conversation-answer';

/** Its handoffs, in order. Nothing where it has none. */
export function Handoffs({ conversation: { handoffs, watermark } }: { conversation: Conversation }) {
  if (handoffs.length === 0) return null;
  return (
    <Section title="Where was it handed over?" flush>
      <ul className={css.rows}>
        {handoffs.map((handoff) => (
          <li key={handoff.key}>
            <div className={css.outcome}>
              <Link href={`/handoffs/${handoff.key}`}>
                {giverOf(handoff)} → {takerOf(handoff)}
              </Link>
              <HandoffStatus handoff={handoff} />
            </div>
            <RelayBar facts={handoff} size="small" watermark={watermark} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What the customer said of it in numbers. Nothing where nobody asked. */
export function Surveys({ surveys }: Pick<Conversation, 'surveys'>) {
  if (surveys.length === 0) return null;
  return (
    <Section title="What did the customer say of it?" flush>
      <ul className={css.rows}>
        {surveys.map(({ entry, kind, leg, score, scale }) => (
          <li key={entry}>
            {kind.toUpperCase()} about the {leg}: <strong>{score}</strong>
            <span className={css.soft}>
              {scale ? ` on a scale from ${scale.min} to ${scale.max}` : ' the source names no scale'}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
