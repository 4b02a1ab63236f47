import { Link } from 'wouter';
import { Page } from '../../components/page';
import { Answered, Section } from '../../components/panel';
import { Empty } from '../../components/state';
import { useRoute } from '../../lib/queries';
import { boardColumns, type Summary, statusNames } from './effect-words';
import { ImprovementCard } from './improvement-card';
import css from './improvements.module.css';
import { LoopHealth } from './loop-health';
import { ReleaseEffects } from './release-effects';

/** From gaps to better bots: what is on the way, and what came of it. */
export default function ImprovementsPage() {
  const improvements = useRoute('GET /api/improvements', { query: {} });
  return (
    <Page title="Improvements" question="Did it work?" inTurn>
      <ReleaseEffects />
      <LoopHealth />
      <Section
        title="What is on its way?"
        subtitle="Nothing is approved by who proposed it; nothing happens to the bot by itself"
      >
        <Answered
          query={improvements}
          height={320}
          isEmpty={(list) => list.length === 0}
          empty={
            <Empty title="No improvement yet" action={<Link href="/gaps">To the gaps</Link>}>
              An improvement is proposed from a gap’s page.
            </Empty>
          }
        >
          {(list) => <Board improvements={list} />}
        </Answered>
      </Section>
    </Page>
  );
}

function Board({ improvements }: { improvements: readonly Summary[] }) {
  const closed = improvements.filter(({ status }) => status === 'declined' || status === 'withdrawn');
  return (
    <>
      <div className={css.board}>
        {boardColumns.map(({ title, statuses }) => {
          const own = improvements.filter(({ status }) => statuses.includes(status));
          return (
            <section key={title} className={css.column} aria-label={title}>
              <h3 className={css.columnTitle}>
                <span>{title}</span>
                <span>{own.length}</span>
              </h3>
              <ul className={css.cards}>
                {own.length === 0 && <li className={css.none}>None</li>}
                {own.map((improvement) => (
                  <li key={improvement.id}>
                    <ImprovementCard improvement={improvement} />
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </div>
      {closed.length > 0 && (
        <p className={css.note}>
          Closed:{' '}
          {closed.map(({ id, title, status }, i) => (
            <span key={id}>
              {i > 0 && ', '}
              <Link href={`/improvements/${id}`}>{title}</Link> ({statusNames[status].toLowerCase()})
            </span>
          ))}
        </p>
      )}
    </>
  );
}
