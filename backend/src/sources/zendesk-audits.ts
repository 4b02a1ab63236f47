import { customerOf } from './customer.js';
import { EventWriter } from './event-writer.js';
import type { Slot } from './memory.js';
import type { Node } from './node.js';
import { priorityOf } from './priority.js';
import type { Understood } from './source.js';
import { ignored, type Reading, vendorSource } from './vendor-source.js';
import { labelOf, plainText, proseOf } from './words.js';

interface Ticket {
  requester: string | undefined;
  priority: string | undefined;
  isHeld: boolean;
}

/** Audits of tickets: who changed what and said what, one audit per update. */
export const zendeskAudits = vendorSource({
  name: 'zendesk-audits',
  describes: 'Zendesk ticket audits',
  envelopes: ['audits'],
  recognises: (record) => 'ticket_id' in record && Array.isArray(record.events),
  remembers: true,
  begin: (reading) => {
    const tickets = reading.remember<Ticket>('ticket');
    const audits = reading.remember<true>('audit');
    return (audit) => {
      const isNew = audits.meet(audit.needText('id'));
      return isNew ? mapAudit(audit, reading, tickets) : ignored('a repeated audit');
    };
  },
});

function mapAudit(audit: Node, reading: Reading, tickets: Slot<Ticket>): Understood {
  const id = audit.needText('ticket_id');
  const at = audit.needTime('created_at');
  const events = audit.nodes('events');
  const writer = new EventWriter(reading.source, id, `audit:${audit.needText('id')}`);
  const created = events.filter((event) => event.text('type') === 'Create');
  const ticket = tickets.get(id) ?? { requester: undefined, priority: undefined, isHeld: false };
  tickets.set(id, ticket);
  const author = audit.text('author_id');
  if (created.length > 0) {
    ticket.requester = changeOf(created, 'requester_id') ?? author;
    writer.add(at, 'conversation.started', {
      channel: labelOf(audit.node('via')?.text('channel')),
      initiated_by: ticket.requester === author ? 'customer' : undefined,
      customer: customerOf({ vendor: ticket.requester, at: 'zendesk' }),
    });
  }
  const changed = [...created, ...events.filter((event) => event.text('type') === 'Change')];
  writeRouting(writer, at, audit, changed, ticket);
  for (const event of events) writeComment(writer, at, event, author, ticket);
  const status = changeOf(changed, 'status');
  if (status === 'solved') {
    const by =
      author === undefined || Number(author) < 0
        ? 'system'
        : author === ticket.requester
          ? 'customer'
          : 'human';
    writer.add(at, 'conversation.ended', { by });
  }
  writeSatisfaction(writer, at, changed);
  return writer.events.length > 0
    ? { events: writer.events }
    : ignored(`audit of ${events[0]?.text('type') ?? 'nothing'}`);
}

const changeOf = (changed: readonly Node[], field: string) =>
  changed.find((event) => event.text('field_name') === field)?.text('value');

/** A ticket goes to people when it gets a group or an assignee; who had it before was a bot only if the channel says so. */
function writeRouting(
  writer: EventWriter,
  at: number,
  audit: Node,
  changed: readonly Node[],
  ticket: Ticket,
): void {
  ticket.priority = changeOf(changed, 'priority') ?? ticket.priority;
  const [group, assignee] = [changeOf(changed, 'group_id'), changeOf(changed, 'assignee_id')];
  if (group !== undefined || (assignee !== undefined && !ticket.isHeld)) {
    const onward = ticket.isHeld;
    writer.add(at, 'handoff.initiated', {
      handoff_id: `audit-${audit.needText('id')}`,
      purpose: onward ? 'transfer' : 'escalation',
      from: { kind: onward ? 'human' : 'system' },
      to: { kind: 'human', queue: labelOf(group) },
      priority: priorityOf(ticket.priority),
      signal: 'inferred',
      rule: onward ? 'zendesk-group-changed' : 'zendesk-first-group-or-assignee',
    });
    ticket.isHeld = true;
  }
  if (assignee !== undefined) writer.add(at, 'handoff.accepted', { by: assignee, queue: labelOf(group) });
}

function writeComment(
  writer: EventWriter,
  at: number,
  event: Node,
  auditor: string | undefined,
  ticket: Ticket,
): void {
  const type = event.text('type');
  if ((type !== 'Comment' && type !== 'VoiceComment') || event.flag('public') === false) return;
  const author = event.text('author_id') ?? auditor;
  const isSystem = author === undefined || Number(author) < 0;
  if (!isSystem && ticket.requester === undefined) {
    throw event.refusal('who asked is not known: import the ticket from its first audit on', 'author_id');
  }
  const role = isSystem ? 'system' : author === ticket.requester ? 'customer' : 'human';
  const text = proseOf(
    event.text('plain_body') ?? plainText(event.text('html_body', 'body')),
    `${event.pointer}/body`,
  );
  writer.add(at, 'turn.recorded', { role, text });
}

/** `good` and `bad`, with a comment or without; `offered` is no answer. */
function writeSatisfaction(writer: EventWriter, at: number, changed: readonly Node[]): void {
  const said = changeOf(changed, 'satisfaction_score');
  const score = said?.startsWith('good') ? 1 : said?.startsWith('bad') ? 0 : undefined;
  if (score === undefined) return;
  writer.add(at, 'survey.recorded', { kind: 'csat', score, scale: { min: 0, max: 1 }, leg: 'human' });
}
