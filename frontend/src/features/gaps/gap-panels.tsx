import { Link } from 'wouter';
import { Section } from '../../components/panel';
import { count, counted, percent, words } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import { Counts } from './gap-parts';
import { factWords, type Gap, gapTypes } from './gap-words';
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
        <Counts title="What it did" items={bot.actions} />
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

/** What humans do and know that the bot does not. */
export function Difference({ gap: { difference, bot, human } }: GapProps) {
  const { steps, onlyHuman, onlyBot, knowledge } = difference;
  const most = Math.max(1, ...steps.map((step) => Math.max(step.human, step.bot)));
  return (
    <Section
      title="What do humans do that the bot does not?"
      subtitle={
        bot.medianActions === null || human.medianSteps === null
          ? 'How often each step was taken'
          : `In the middle case the bot took ${counted(bot.medianActions, 'step', 'steps')}, humans ${count(human.medianSteps)}`
      }
    >
      {steps.length === 0 && <p className={css.soft}>No steps were recorded.</p>}
      <ul className={css.counts} aria-label="Steps">
        {steps.map(({ step, human: byHumans, bot: byBot }) => (
          <li key={step} className={css.pair}>
            <span className={css.countName}>
              {step}
              {onlyHuman.includes(step) && <span className={css.soft}> never by the bot</span>}
              {onlyBot.includes(step) && <span className={css.soft}> never by humans</span>}
            </span>
            <span className={css.both} aria-hidden="true">
              <span className={css.byHumans} style={{ width: `${(byHumans / most) * 100}%` }} />
              <span className={css.byBot} style={{ width: `${(byBot / most) * 100}%` }} />
            </span>
            <span className={css.countValue}>
              {count(byHumans)} human, {count(byBot)} bot
            </span>
          </li>
        ))}
      </ul>
      {knowledge.length > 0 && (
        <>
          <h3 className={css.sub}>Humans speak of, customers do not</h3>
          <p className={css.said}>{knowledge.join(', ')}</p>
        </>
      )}
    </Section>
  );
}

/** What a type does not rest on is shown while it is not rare; what never holds says nothing. */
const isTelling = ({ forType, share }: Gap['evidence'][number]) =>
  share === null || (forType ? share > 0 : share >= 0.03);

/** The facts that the gap's type rests on, and those that it does not. */
export function Evidence({ gap }: GapProps) {
  return (
    <Section title="Why this type?" subtitle={`${gapTypes[gap.type].label}: ${gapTypes[gap.type].meaning}`}>
      <ul className={css.plain}>
        {gap.evidence.filter(isTelling).map(({ fact, count: n, of, share, forType }) => (
          <li key={fact} className={forType ? css.decisive : css.soft}>
            {factWords[fact] ?? words(fact)}:{' '}
            {share === null ? 'nobody can say' : `${percent(share, 0)} (${count(n)} of ${count(of)})`}
          </li>
        ))}
      </ul>
    </Section>
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
