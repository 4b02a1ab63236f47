import { customerOf } from './customer.js';
import { EventWriter } from './event-writer.js';
import type { Node } from './node.js';
import { priorityOf } from './priority.js';
import type { ReasonTable } from './reasons.js';
import type { Understood } from './source.js';
import { ignored, type Reading, vendorSource } from './vendor-source.js';
import { identifierOf, labelOf, plainText, proseOf } from './words.js';

type Role = 'customer' | 'bot' | 'human';

const reasons: ReasonTable = {
  escalated: 'customer_request',
  negative_feedback: 'sentiment_shift',
  procedure_handoff: 'policy_rule',
};
const escalated = new Set(['escalated', 'negative_feedback', 'procedure_handoff']);

/** Conversations, from the API or an export, or in the notifications of webhooks. */
export const intercom = vendorSource({
  name: 'intercom',
  describes: 'Intercom conversations: API, export or webhook notifications',
  envelopes: ['conversations'],
  reasons,
  recognises: (record) =>
    record.type === 'notification_event' ||
    (record.type === 'conversation' &&
      ('conversation_parts' in record || 'source' in record || 'statistics' in record)),
  begin: (reading) => (record) => {
    if (record.text('type') !== 'notification_event') return mapConversation(record, reading);
    const item = record.node('data')?.node('item');
    if (item?.text('type') !== 'conversation') return ignored(record.text('topic') ?? 'a notification');
    return mapConversation(item, reading);
  },
});

function mapConversation(record: Node, reading: Reading): Understood {
  const id = record.needText('id');
  const start = record.needTime('created_at');
  const updated = record.time('updated_at') ?? start;
  const parts = record.node('conversation_parts')?.nodes('conversation_parts') ?? [];
  const events = [...writeStart(record, id, start, updated, reading).events];
  const handoff = escalationOf(record, parts);
  for (const part of parts) {
    const writer = new EventWriter(reading.source, id, `part:${part.needText('id')}`);
    writePart(writer, part, handoff?.part === part);
    events.push(...writer.events);
  }
  const state = new EventWriter(reading.source, id, 'state', { record: 'state', revision: updated });
  writeState(state, record, { handoff, updated, start }, reading);
  return { events: [...events, ...state.events] };
}

function writeStart(record: Node, id: string, start: number, updated: number, reading: Reading): EventWriter {
  const writer = new EventWriter(reading.source, id, 'start', { record: 'start', revision: updated });
  const first = record.node('source', 'conversation_message');
  const role = roleOf(first?.node('author'));
  const [contact] = record.node('contacts')?.nodes('contacts') ?? [];
  const user = record.node('user') ?? contact;
  writer.add(start, 'conversation.started', {
    bot: record.flag('ai_agent_participated') ? 'Fin' : undefined,
    channel: labelOf(first?.text('delivered_as', 'type')),
    language: labelOf(record.node('custom_attributes')?.text('Language')),
    initiated_by: role === 'customer' ? 'customer' : role === undefined ? undefined : 'business',
    customer: customerOf({
      own: user?.text('user_id', 'external_id'),
      mail: user?.text('email') ?? (role === 'customer' ? first?.node('author')?.text('email') : undefined),
      vendor: user?.text('id'),
    }),
  });
  const text = proseOf(plainText(first?.text('body')), '/source/body');
  if (role !== undefined && text !== undefined) writer.add(start, 'turn.recorded', { role, text });
  return writer;
}

function roleOf(author: Node | undefined): Role | undefined {
  if (!author) return undefined;
  const type = author.text('type');
  if (type === 'bot' || author.flag('from_ai_agent') || author.flag('is_ai_answer')) return 'bot';
  if (type === 'user' || type === 'lead' || type === 'contact' || type === 'visitor') return 'customer';
  return type === 'admin' || type === 'team' ? 'human' : undefined;
}

interface Escalation {
  /** The part at which it happened, where there is one. */
  part: Node | undefined;
  at: number | undefined;
  reason: string | undefined;
  explicit: boolean;
}

/** Fin says that it escalated, not when: at the bot's first assignment, else when somebody was first assigned. */
function escalationOf(record: Node, parts: readonly Node[]): Escalation | undefined {
  const state = record.node('ai_agent')?.text('resolution_state');
  const isAssignment = (part: Node) => /assignment/.test(part.text('part_type') ?? '');
  const assigned = parts.find((part) => isAssignment(part) && roleOf(part.node('author')) === 'bot');
  if (state !== undefined && escalated.has(state)) {
    const part = assigned ?? parts.find(isAssignment);
    const at = part?.time('created_at') ?? record.node('statistics')?.time('first_assignment_at');
    return { part, at, reason: state, explicit: true };
  }
  const toPeople = assigned?.node('assigned_to')?.text('type');
  if (!assigned || (toPeople !== 'admin' && toPeople !== 'team')) return undefined;
  return { part: assigned, at: assigned.time('created_at'), reason: undefined, explicit: false };
}

function writePart(writer: EventWriter, part: Node, isEscalation: boolean): void {
  const at = part.needTime('created_at');
  const type = part.text('part_type') ?? '';
  const author = part.node('author');
  const role = roleOf(author);
  const text = proseOf(
    part.text('body') === undefined ? undefined : plainText(part.text('body')),
    `${part.pointer}/body`,
  );
  // Notes are for colleagues: the customer never reads them.
  if (!/note/.test(type) && role !== undefined && text !== undefined) {
    writer.add(at, 'turn.recorded', { role, text });
  }
  const to = part.node('assigned_to');
  if (/assignment/.test(type) && role === 'human' && !isEscalation && to?.has('id')) {
    const isOwn = to.text('id') === author?.text('id');
    if (isOwn) writer.add(at, 'handoff.accepted', { by: to.text('id') });
    else {
      writer.add(at, 'handoff.initiated', {
        handoff_id: identifierOf(part.text('id')) ?? '',
        purpose: 'transfer',
        from: { kind: 'human', id: identifierOf(author?.text('id')) },
        to: { kind: 'human', queue: to.text('type') === 'team' ? labelOf(to.text('name', 'id')) : undefined },
        signal: 'explicit',
        rule: 'intercom-assignment',
      });
    }
  }
  if (type === 'close') writer.add(at, 'conversation.ended', { by: role });
}

interface State {
  handoff: Escalation | undefined;
  start: number;
  updated: number;
}

function writeState(
  writer: EventWriter,
  record: Node,
  { handoff, updated, start }: State,
  reading: Reading,
): void {
  const agent = record.node('ai_agent');
  const statistics = record.node('statistics');
  const to = handoff?.part?.node('assigned_to');
  if (handoff) {
    writer.add(
      handoff.at ?? updated,
      'handoff.initiated',
      {
        handoff_id: 'escalation',
        purpose: 'escalation',
        from: { kind: 'bot' },
        to: {
          kind: 'human',
          queue: labelOf(to?.text('name') ?? (to?.text('type') === 'team' ? to.text('id') : undefined)),
        },
        priority: priorityOf(record.text('priority')),
        signal: handoff.explicit ? 'explicit' : 'inferred',
        rule: handoff.explicit ? 'ai_agent.resolution_state' : 'intercom-bot-assigned',
        ...reading.reasons.of(handoff.reason),
        context: { intent: labelOf(agent?.text('source_title')) },
      },
      { assumed: handoff.at === undefined },
    );
    const replied = statistics?.time('first_admin_reply_at');
    if (replied !== undefined && replied >= (handoff.at ?? start)) {
      writer.add(replied, 'handoff.replied', { handoff_id: 'escalation' });
    }
  }
  const resolution = agent?.text('resolution_state');
  const resolved =
    resolution === 'confirmed_resolution'
      ? 'confirmed'
      : resolution === 'assumed_resolution'
        ? 'assumed'
        : undefined;
  const closed = statistics?.time('last_close_at') ?? statistics?.time('first_close_at');
  if (record.text('state') === 'closed' && (resolved !== undefined || closed !== undefined)) {
    writer.add(closed ?? updated, 'conversation.ended', { resolved }, { assumed: closed === undefined });
  }
  writeRatings(writer, record, agent, updated);
}

function writeRatings(writer: EventWriter, record: Node, agent: Node | undefined, updated: number): void {
  const scale = { min: 1, max: 5 };
  const rating = record.node('conversation_rating');
  const score = rating?.number('rating');
  if (score !== undefined && score >= 1 && score <= 5) {
    const at = rating?.time('created_at');
    const leg =
      rating?.node('teammate', 'teammates')?.has('id') === false ||
      rating?.node('teammate')?.text('type') === 'bot'
        ? 'bot'
        : 'human';
    writer.add(
      at ?? updated,
      'survey.recorded',
      { kind: 'csat', score, scale, leg },
      { assumed: at === undefined },
    );
  }
  const own = agent?.number('rating');
  if (own !== undefined && own >= 1 && own <= 5) {
    writer.add(
      updated,
      'survey.recorded',
      { kind: 'csat', score: own, scale, leg: 'bot' },
      { assumed: true },
    );
  }
}
