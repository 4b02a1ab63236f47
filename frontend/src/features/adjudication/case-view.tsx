import { Link } from 'wouter';
import { Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import { percent, words } from '../../lib/format';
import { Story } from '../conversations/story';
import { ContextColumns } from '../handoffs/context-columns';
import { sinceHandoff } from '../handoffs/since-handoff';
import css from './adjudication.module.css';
import type { Case } from './plan-words';

/** What was said after the handoff, what travelled, and what else had to be done. */
export function CaseView({ shown }: { shown: Case }) {
  const { withheld, others, resolution } = shown;
  return (
    <div className={css.stack}>
      <Where shown={shown} />
      {withheld.length > 0 && (
        <p className={css.warn}>
          Not shown, as the customer’s consent does not cover it: {withheld.join(', ')}.
        </p>
      )}
      <Story told={shown} since={sinceHandoff(shown)} />
      {resolution && (
        <Section title="How did it end?">
          <p className={css.note}>
            {words(resolution.outcome)}
            {resolution.disposition && `, ${words(resolution.disposition).toLowerCase()}`}
            {resolution.steps.length > 0 && `: ${resolution.steps.join('; ')}`}
            {resolution.words && ` “${resolution.words}”`}
          </p>
        </Section>
      )}
      <ContextColumns handoff={shown} />
      {others.length > 0 && (
        <Section title="What else had to be done?">
          <ul className={css.bars}>
            {others.map((action) => (
              <li key={action.key} className={css.note}>
                {action.description ?? words(action.kind ?? 'A required action')}:{' '}
                {action.result ? words(action.result).toLowerCase() : 'not judged'}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}

function Where({ shown }: { shown: Case }) {
  const { bot, queue, tier, intent, confidence, channel, relay, conversationId, key, pass } = shown;
  const name = conversationId ? `Conversation ${conversationId}` : 'Handoff';
  return (
    <p className={css.note}>
      {/* Its page says what the first reader found. */}
      {pass === 1 ? <Link href={`/handoffs/${key}`}>{name}</Link> : name}{' '}
      <span className={css.soft}>
        {[
          `${bot ?? 'the bot'} → ${queue ?? 'a human'}${tier ? ` ${tier}` : ''}`,
          intent && `understood ${intent}${confidence === null ? '' : ` (${percent(confidence, 0)} sure)`}`,
          channel,
        ]
          .filter(Boolean)
          .join(' · ')}{' '}
        · {relay.timesAssumed ? 'assumed time' : <TimeText at={relay.initiatedAt} />}
      </span>
    </p>
  );
}
