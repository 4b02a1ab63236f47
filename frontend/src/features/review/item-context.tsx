import { Link } from 'wouter';
import { Answered, Section } from '../../components/panel';
import { count, percent } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { Counts } from '../gaps/gap-parts';
import { others } from './item-view';
import css from './review.module.css';
import { purityText, type ReviewItem } from './review-words';

/** What speaks for a label: neighbours, and what bot and human did in the gap. */
export function ItemContext({ item }: { item: ReviewItem }) {
  return (
    <>
      <Labels item={item} />
      <GapSides id={item.gap.id} name={item.gap.name} isNearest={item.reasons.includes('in_no_gap')} />
    </>
  );
}

function Labels({ item }: { item: ReviewItem }) {
  const { options, neighbours } = item;
  const numbers = new Map(others(item).map(({ label }, i) => [label, i + 1]));
  const purity = purityText(item);
  return (
    <Section title="What speaks for it?" subtitle={purity ?? 'What is most like it, itself left out'}>
      {options.length === 0 && <p className={css.soft}>Nothing like it has a label yet.</p>}
      <ul className={css.options} aria-label="Labels of what is like it">
        {options.map(({ label, share }) => (
          <li key={label}>
            <span className={css.optionName}>
              {numbers.has(label) && (
                <span className={css.key} title={`Key ${numbers.get(label)}`}>
                  {numbers.get(label)}
                </span>
              )}
              {label}
            </span>
            <span className={css.share}>{percent(share, 0)}</span>
            <span className={css.track} aria-hidden>
              <span style={{ width: percent(share, 0).replace(' ', '') }} />
            </span>
          </li>
        ))}
      </ul>
      {neighbours.length > 0 && (
        <>
          <h3 className={css.sub}>Most like it</h3>
          <ul className={css.neighbours}>
            {neighbours.map((near) => (
              <li key={near.handoffKey}>
                <p className={css.words}>{near.text}</p>
                <p className={css.facts}>
                  <span>
                    {near.label ?? 'no label'}
                    {near.reviewed && ', reviewed'}
                  </span>
                  {near.gap ? (
                    <Link href={`/gaps/${near.gap.id}`}>{near.gap.name}</Link>
                  ) : (
                    <span>in no gap</span>
                  )}
                  <span>{percent(near.similarity, 0)} alike</span>
                </p>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function GapSides({ id, name, isNearest }: { id: string; name: string; isNearest: boolean }) {
  const gap = useRoute('GET /api/gaps/:id', { params: { id } });
  return (
    <Section
      title={isNearest ? 'What is the nearest gap about?' : 'What is its gap about?'}
      subtitle={
        <>
          <Link href={`/gaps/${id}`}>{name}</Link>
          {gap.data && ` · ${count(gap.data.total)} escalations`}
        </>
      }
    >
      <Answered query={gap} height={180}>
        {({ bot, human }) => (
          <div className={css.stack}>
            <Counts title="The bot understood" items={bot.intents.slice(0, 4)} />
            <Counts title="Humans resolved it as" items={human.resolvedIntents.slice(0, 4)} />
          </div>
        )}
      </Answered>
    </Section>
  );
}
