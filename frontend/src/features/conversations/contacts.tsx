import { Link, useLocation } from 'wouter';
import { Section } from '../../components/panel';
import { TimeText } from '../../components/time-text';
import { count, duration } from '../../lib/format';
import { HandoffStatus } from '../handoffs/handoff-status';
import { giverOf, takerOf } from '../handoffs/parties';
import { StepButtons } from '../handoffs/step-buttons';
import css from './conversation.module.css';
import type { Conversation } from './conversation-answer';
import { OutcomeName } from './outcome-name';

type Contacts = NonNullable<Conversation['contacts']>;
type Contact = Contacts['later']['items'][number];

/** To the same customer's conversation before this one and after it. */
export function ContactSteps({ contacts }: { contacts: Contacts }) {
  const [, go] = useLocation();
  const { earlier, later } = contacts;
  if (earlier.total + later.total === 0) return null;
  const to = (contact: Contact | undefined) => contact && (() => go(`/conversations/${contact.key}`));
  return (
    <StepButtons
      of="contact of this customer"
      previous={to(earlier.items[0])}
      next={to(later.items.at(-1))}
    />
  );
}

/** The customer's other conversations around this one. Nothing where the customer is not named. */
export function ContactList({ conversation }: { conversation: Conversation }) {
  const { contacts } = conversation;
  if (!contacts) return null;
  const { earlier, later } = contacts;
  const isAlone = earlier.total + later.total === 0;
  const counts = `${count(earlier.total)} earlier, ${count(later.total)} later. Newest first`;
  const rows = (side: 'later' | 'earlier') =>
    contacts[side].items.map((contact) => (
      <Row key={contact.key} contact={contact} side={side} here={conversation} />
    ));
  return (
    <Section
      title="When else was this customer here?"
      subtitle={isAlone ? 'In no other conversation' : counts}
      flush={!isAlone}
    >
      {!isAlone && (
        <ol className={css.rows}>
          <Further contacts={contacts} side="later" />
          {rows('later')}
          <li aria-current="true" className={css.here}>
            This conversation
          </li>
          {rows('earlier')}
          <Further contacts={contacts} side="earlier" />
        </ol>
      )}
    </Section>
  );
}

interface SideProps {
  side: 'later' | 'earlier';
}

/** How many more there are than are listed. */
function Further({ contacts, side }: SideProps & { contacts: Contacts }) {
  const { total, items } = contacts[side];
  return (
    total > items.length && <li className={css.soft}>{`${count(total - items.length)} more, ${side}`}</li>
  );
}

function Row({ contact, side, here }: SideProps & { contact: Contact; here: Conversation }) {
  const { key, source, channel, intent, outcome, handoffs } = contact;
  return (
    <li>
      <div className={css.outcome}>
        <Link href={`/conversations/${key}`}>{apartText(contact, side, here)}</Link>
        {!contact.timesAssumed && (
          <span className={css.soft}>
            <TimeText at={contact.startedAt} />
          </span>
        )}
      </div>
      <div className={css.outcome}>
        <OutcomeName outcome={outcome} />
        <span className={css.soft}>{[intent, channel, source].filter(Boolean).join(' · ')}</span>
      </div>
      {handoffs.map((handoff) => (
        <div key={handoff.key} className={css.outcome}>
          <Link href={`/handoffs/${handoff.key}`}>
            {giverOf(handoff)} → {takerOf(handoff)}
          </Link>
          <HandoffStatus handoff={handoff} />
        </div>
      ))}
    </li>
  );
}

function apartText(contact: Contact, side: SideProps['side'], { startedAt, episodes }: Conversation): string {
  if (contact.timesAssumed || episodes.some(({ timesAssumed }) => timesAssumed)) return 'At an assumed time';
  const apart = Math.abs(Date.parse(contact.startedAt) - Date.parse(startedAt)) / 1000;
  return apart === 0 ? 'At the same time' : `${duration(apart)} ${side}`;
}
