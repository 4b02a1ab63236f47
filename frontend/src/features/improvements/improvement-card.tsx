import { Link } from 'wouter';
import { TimeText } from '../../components/time-text';
import { date } from '../../lib/format';
import { useFilters } from '../../lib/use-filters';
import { changeText, kindNames, type Summary, statusNames, unapprovedText } from './effect-words';
import css from './improvements.module.css';

/** One improvement on the board or on its gap's page. */
export function ImprovementCard({ improvement, onGap }: { improvement: Summary; onGap?: boolean }) {
  const { id, title, kind, gap, proposed } = improvement;
  return (
    <article className={css.card}>
      <Link href={`/improvements/${id}`} className={css.name}>
        {title}
      </Link>
      <span className={css.under}>
        {kindNames[kind].label}
        {onGap && ` · ${statusNames[improvement.status]}`}
      </span>
      {!onGap && <span className={css.under}>{gap.name}</span>}
      <Standing improvement={improvement} />
      {!improvement.release && (
        <span className={css.under}>
          by {proposed.name}, <TimeText at={proposed.at} />
        </span>
      )}
    </article>
  );
}

/** What is known of its effect, in a line. */
function Standing({ improvement }: { improvement: Summary }) {
  const { effect, release, status, unapproved } = improvement;
  const { zone } = useFilters();
  if (!release) return null;
  const tone = { verified: css.good, regressed: css.bad, no_effect: css.warn } as Partial<
    Record<string, string>
  >;
  const known = effect?.knownAt ? `, known by ${date(effect.knownAt, zone)}` : '';
  return (
    <>
      <span className={`${css.under} ${tone[status] ?? ''}`}>
        {effect?.ratio == null ? 'Not measured yet' : changeText(effect.ratio)}
        {status === 'measuring' && known}
      </span>
      <span className={css.under}>
        in {release.bot} {release.version}, <TimeText at={release.at} />
      </span>
      {unapproved && <span className={`${css.under} ${css.warn}`}>{unapprovedText(improvement)}</span>}
    </>
  );
}
