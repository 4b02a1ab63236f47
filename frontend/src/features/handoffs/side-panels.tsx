import { Link, useSearch } from 'wouter';
import { Section } from '../../components/panel';
import { duration, nothing, percent, words } from '../../lib/format';
import { valueLabel } from '../../lib/value-label';
import css from './handoff.module.css';
import type { Handoff } from './handoff-answer';

interface SideProps {
  handoff: Handoff;
}

function useCarried(): string {
  const search = useSearch();
  return search ? `?${search}` : '';
}

/** Why it was handed over, and how it ended. */
export function Outcome({ handoff }: SideProps) {
  const { reasons, reasonRaw, intent, confidence, failedCode, rule, signal, resolution } = handoff;
  const given = reasons.map((reason) => valueLabel('reason', reason)).join(', ') || 'Not given';
  return (
    <Section title="Why, and how did it end?">
      <dl className={css.facts}>
        <dt>Reason</dt>
        <dd>
          {given}
          {reasonRaw && <span className={css.soft}> as sent: {reasonRaw}</span>}
        </dd>
        {signal === 'inferred' && (
          <>
            <dt>Signal</dt>
            <dd>Inferred{rule ? ` by ${rule}` : ''}: the source does not say it</dd>
          </>
        )}
        <dt>Bot understood</dt>
        <dd>
          {intent ?? 'no intent'}
          {confidence !== null && <span className={css.soft}> {percent(confidence, 0)} sure</span>}
        </dd>
        {failedCode && (
          <>
            <dt>Failed with</dt>
            <dd>{failedCode}</dd>
          </>
        )}
        <dt>It was about</dt>
        <dd>
          {handoff.resolvedIntent ?? 'not reported'}
          {handoff.resolvedIntent && intent && handoff.resolvedIntent !== intent && (
            <span className={css.bad}> not what the bot thought</span>
          )}
        </dd>
        <dt>Ended</dt>
        <dd>
          {resolution
            ? words(resolution.outcome) + (resolution.disposition ? `, ${resolution.disposition}` : '')
            : 'nobody reported'}
        </dd>
      </dl>
      {resolution && resolution.steps.length > 0 && (
        <>
          <h3 className={css.sub}>What the human did</h3>
          <ol className={css.plain}>
            {resolution.steps.map((step, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same step may come twice, and the order is fixed
              <li key={i}>{step}</li>
            ))}
          </ol>
        </>
      )}
      {resolution?.words && <blockquote className={css.quote}>{resolution.words}</blockquote>}
    </Section>
  );
}

/** Acknowledgements, and the hops before and after. */
export function Path({ handoff }: SideProps) {
  const { acknowledgements, hops, relay, key } = handoff;
  const carried = useCarried();
  const start = Date.parse(relay.initiatedAt);
  return (
    <Section title="Who took it?">
      {acknowledgements.length === 0 && <p className={css.line}>Nobody acknowledged it.</p>}
      <ul className={css.plainList}>
        {acknowledgements.map(({ level, at, by, entry }) => (
          <li key={entry}>
            <span>
              {words(level)}
              {by && <span className={css.soft}> by {by}</span>}
            </span>
            <span className={css.soft}>
              {relay.timesAssumed ? 'assumed time' : `after ${duration((Date.parse(at) - start) / 1000)}`}
            </span>
          </li>
        ))}
      </ul>
      {hops.length > 1 && (
        <>
          <h3 className={css.sub}>Path</h3>
          <ol className={css.plainList}>
            {hops.map((hop) => (
              <li key={hop.key}>
                {hop.key === key ? (
                  <strong>
                    {hop.hop}. {hop.queue ?? nothing}
                  </strong>
                ) : (
                  <Link href={`/handoffs/${hop.key}${carried}`}>
                    {hop.hop}. {hop.queue ?? 'no queue named'}
                  </Link>
                )}
                <span className={css.soft}>{words(hop.status)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </Section>
  );
}

export function GapLink({ handoff }: SideProps) {
  if (!handoff.gap) return null;
  return (
    <Section title="Which gap is it part of?">
      <Link href={`/gaps/${handoff.gap.id}`}>{handoff.gap.name}</Link>
      {handoff.gap.alsoIn.map(({ id, name }) => (
        <p key={id}>
          also in <Link href={`/gaps/${id}`}>{name}</Link>
        </p>
      ))}
    </Section>
  );
}
