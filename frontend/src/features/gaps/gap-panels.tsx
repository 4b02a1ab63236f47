import { Link } from 'wouter';
import { Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import { count, percent, words } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import { Counts } from './gap-parts';
import type { Gap } from './gap-words';
import css from './gaps.module.css';

interface GapProps {
  gap: Gap;
}

/** What the bot tried and what humans did, side by side. */
export function BotAndHuman({ gap }: GapProps) {
  const { bot, human } = gap;
  return (
    <div className={css.sides}>
      <Section
        title="What did the bot try?"
        subtitle={
          bot.medianConfidence === null
            ? 'It stated no confidence'
            : `${percent(bot.medianConfidence, 0)} sure in the middle case`
        }
      >
        <Counts title="Intent it understood" items={bot.intents} />
        <Counts
          title="What failed"
          items={bot.failures.map(({ code, count: n }) => ({ name: code, count: n }))}
        />
        <Counts
          title="Reason of the handoff"
          items={bot.reasons.map(({ name, count: n }) => ({ name: words(name), count: n }))}
        />
      </Section>
      <Section title="What did humans do?" subtitle={`Suggested intent: ${gap.suggestedIntent}`}>
        <Counts title="What it was about" items={human.resolvedIntents} />
        <Counts title="How it was closed" items={human.dispositions} />
        <Counts
          title="Steps taken"
          items={human.steps.map(({ step, count: n }) => ({ name: step, count: n }))}
        />
        {human.words.length > 0 && (
          <>
            <h3 className={css.sub}>In their words</h3>
            {human.words.map((said) => (
              <blockquote key={said} className={css.quote}>
                {said}
              </blockquote>
            ))}
          </>
        )}
      </Section>
    </div>
  );
}

export function Where({ gap }: GapProps) {
  const { bots, queues, channels, languages } = gap.where;
  return (
    <Section title="Who, where, when?">
      <Counts title="Bot" items={bots} />
      <Counts title="Queue" items={queues} />
      <Counts title="Channel" items={channels} />
      <Counts title="Language" items={languages} />
    </Section>
  );
}

/** Gaps that are near, and the words that tell them apart. */
export function NearGaps({ gap }: GapProps) {
  const { carried } = useFilters();
  return (
    <Section title="What is near, and how does it differ?">
      {gap.neighbours.length === 0 && <p className={css.soft}>No other gap is close.</p>}
      <ul className={css.plain}>
        {gap.neighbours.map(({ id, name, similarity, terms }) => (
          <li key={id}>
            <Link href={`/gaps/${id}${carried}`}>{name}</Link>{' '}
            <span className={css.soft}>{percent(similarity, 0)} alike</span>
            {terms.length > 0 && <span className={css.under}>differs by {terms.join(', ')}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

const lineageWords: Record<Gap['lineage'][number]['event'], string> = {
  new: 'Found',
  continued: 'Continued',
  split: 'Split',
  merged: 'Merged',
  retired: 'Retired',
  moved: 'Handoffs moved',
  accepted: 'Examples accepted',
  rejected: 'Examples rejected',
  undone: 'Taken back',
  named: 'Named',
  dismissed: 'Dismissed',
  restored: 'Restored',
};

export function Lineage({ gap }: GapProps) {
  return (
    <Section title="What became of it?" subtitle={`${count(gap.lineage.length)} steps`}>
      <ol className={css.plain}>
        {gap.lineage.map(({ at, event, detail }) => (
          <li key={`${at} ${event}`}>
            {lineageWords[event]} <TimeText at={at} />
            <span className={css.under}>{detail}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
