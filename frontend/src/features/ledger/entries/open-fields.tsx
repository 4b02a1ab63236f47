import { Link } from 'wouter';
import { Section } from '../../../components/panel';
import { exactTime } from '../../../lib/format';
import { useFilters } from '../../../lib/use-filters';
import css from '../ledger.module.css';
import type { Entry } from './entry-answer';

/** What is readable for ever, and where it leads. */
export function OpenFields({ entry }: { entry: Entry }) {
  const { zone } = useFilters();
  return (
    <Section title="What stands open?" subtitle="Enumerations, labels, numbers and times; readable for ever">
      <dl className={css.facts}>
        <dt>Type</dt>
        <dd>{entry.type}</dd>
        <dt>Source</dt>
        <dd>{entry.source}</dd>
        <dt>Happened</dt>
        <dd>{exactTime(entry.at, zone)}</dd>
        <dt>Received</dt>
        <dd>{exactTime(entry.receivedAt, zone)}</dd>
        {entry.conversationId && (
          <>
            <dt>Conversation</dt>
            <dd>
              <Link href={`/handoffs?search=${encodeURIComponent(entry.conversationId)}&range=365d`}>
                {entry.conversationId}
              </Link>
            </dd>
          </>
        )}
        {Object.entries(entry.open).map(([name, value]) => (
          <Field key={name} name={name} value={value} />
        ))}
        <dt>Seen by</dt>
        <dd>
          <Link href={`/ledger/access?kind=entry&key=${entry.index}`}>who looked at this entry</Link>
        </dd>
      </dl>
    </Section>
  );
}

function Field({ name, value }: { name: string; value: unknown }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
    </>
  );
}
