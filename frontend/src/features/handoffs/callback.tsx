import { Link, useSearch } from 'wouter';
import { Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import { duration, words } from '../../lib/format';
import css from './handoff.module.css';
import type { Handoff } from './handoff-answer';

type Back = NonNullable<Handoff['callback']>;

/** Whether the customer came back, and what shows that it is to be put down to this handoff. */
export function Callback({ handoff }: { handoff: Handoff }) {
  const { callback, relay } = handoff;
  const search = useSearch();
  if (!callback) return null;
  const { evidence, handoffKey, conversationKey } = callback;
  return (
    <Section
      title="Did the customer call back?"
      subtitle="The first contact after it that the customer began; it is credited to no other handoff"
    >
      <p className={css.line}>
        Yes,{' '}
        {relay.timesAssumed ? (
          'at an assumed time'
        ) : (
          <>
            after {duration((Date.parse(callback.at) - Date.parse(relay.initiatedAt)) / 1000)} (
            <TimeText at={callback.at} />)
          </>
        )}
        {whereTo(handoff, callback)}.
      </p>
      {evidence.length === 0 ? (
        <p className={css.line}>
          Nothing links it to this handoff: it counts as a callback, not as an attributed one.
        </p>
      ) : (
        <>
          <h3 className={css.sub}>Put down to this handoff, because</h3>
          <dl className={css.because}>
            {evidence.map(({ reason, words: said }) => (
              <div key={reason}>
                <dt>{words(reason)}</dt>
                <dd>{said}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {handoffKey ? (
        <Link href={`/handoffs/${handoffKey}${search ? `?${search}` : ''}`}>Open the handoff it led to</Link>
      ) : (
        <Link href={`/conversations/${conversationKey}`}>Open the conversation</Link>
      )}
    </Section>
  );
}

/** Where the customer came back to; another channel or source is worth a word. */
function whereTo(handoff: Handoff, { conversationId, channel, source }: Back): string {
  const same = conversationId !== null && conversationId === handoff.conversationId;
  const where = same ? 'in the same conversation' : conversationId && `in conversation ${conversationId}`;
  const over = channel !== null && channel !== handoff.channel && `over ${channel}`;
  const from = source !== null && source !== handoff.source && `from ${source}`;
  const said = [where, over, from].filter(Boolean).join(', ');
  return said && ` ${said}`;
}
