import { Tooltip } from '@mantine/core';
import { Section } from '../../components/panel';
import { Empty } from '../../components/state';
import { duration, exactTime, percent, words } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import css from './story.module.css';
import { momentOf, type StoryItem, type Told, type Turn, tellStory } from './tell-story';

interface StoryProps {
  told: Told;
  /** What times are counted from; null where they are assumed. */
  since: { name: string; at: string | null };
}

/** What was said and what happened, with what the bot understood and the mood beside it. */
export function Story({ told, since }: StoryProps) {
  const items = tellStory(told);
  const start = since.at === null ? null : Date.parse(since.at);
  return (
    <Section
      title="What was said?"
      subtitle={
        start === null ? 'Times are assumed; only the order is known' : `Times count from ${since.name}`
      }
      flush={items.length > 0}
    >
      {items.length === 0 ? (
        <Empty title="No words and no events">This source sends only that a handoff took place.</Empty>
      ) : (
        <ol className={css.story}>
          {items.map((item) => (
            <Item key={`${item.kind} ${momentOf(item).entry}`} item={item} start={start} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function Item({ item, start }: { item: StoryItem; start: number | null }) {
  const { at } = momentOf(item);
  if (item.kind === 'step')
    return (
      <li className={`${css.step} ${item.step.type === 'handoff.initiated' ? css.handover : ''}`}>
        <Moment at={at} start={start} />
        <span className={css.what}>{item.step.what}</span>
      </li>
    );
  const { turn } = item;
  return (
    <li className={`${css.turn} ${css[turn.role] ?? ''}`}>
      <Moment at={at} start={start} />
      <div className={css.bubble}>
        <span className={css.who}>{words(turn.role)}</span>
        <p className={css.words}>
          {turn.text ?? (
            <span className={css.soft}>
              {turn.textWithheld ? 'withheld: consent does not cover it' : 'no words recorded'}
            </span>
          )}
        </p>
      </div>
      <Understood turn={turn} />
    </li>
  );
}

function Moment({ at, start }: { at: string; start: number | null }) {
  const { zone } = useFilters();
  if (start === null) return <span className={css.moment} />;
  const seconds = Math.round((Date.parse(at) - start) / 1000);
  const sign = seconds < 0 ? '−' : '+';
  return (
    <Tooltip label={exactTime(at, zone)}>
      <time dateTime={at} className={css.moment}>
        {sign}
        {duration(Math.abs(seconds))}
      </time>
    </Tooltip>
  );
}

function Understood({ turn }: { turn: Turn }) {
  return (
    <div className={css.understood}>
      {turn.intent && <span>{turn.intent}</span>}
      {turn.confidence !== null && (
        <span className={css.meter}>
          <svg width={48} height={6} aria-hidden="true">
            <rect width={48} height={6} rx={1} className={css.meterGround} />
            <rect width={48 * turn.confidence} height={6} rx={1} className={css.meterFill} />
          </svg>
          {percent(turn.confidence, 0)} sure
        </span>
      )}
      {turn.sentiment !== null && <Mood value={turn.sentiment} />}
      {turn.action && <span>did {turn.action}</span>}
      {turn.failedCode && <span className={css.bad}>failed: {turn.failedCode}</span>}
    </div>
  );
}

/** From -1 to 1 around a middle line. */
function Mood({ value }: { value: number }) {
  const word = value <= -0.6 ? 'angry' : value < -0.2 ? 'annoyed' : value <= 0.2 ? 'calm' : 'pleased';
  const width = Math.abs(value) * 24;
  return (
    <span className={css.meter} title={`Mood ${value.toFixed(2)} on a scale from −1 to 1`}>
      <svg width={48} height={6} aria-hidden="true">
        <rect width={48} height={6} rx={1} className={css.meterGround} />
        <rect
          x={value < 0 ? 24 - width : 24}
          width={width}
          height={6}
          className={value < -0.2 ? css.meterBad : css.meterFill}
        />
      </svg>
      {word}
    </span>
  );
}
