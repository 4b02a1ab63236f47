import { customerOf } from './customer.js';
import { digestOf, EventWriter } from './event-writer.js';
import type { Slot } from './memory.js';
import type { Node } from './node.js';
import { priorityOf } from './priority.js';
import type { Understood } from './source.js';
import { ignored, type Reading, vendorSource } from './vendor-source.js';
import { labelOf, plainText, proseOf } from './words.js';

const kinds: Record<string, 'incoming' | 'outgoing' | 'activity' | 'template'> = {
  incoming: 'incoming',
  outgoing: 'outgoing',
  activity: 'activity',
  template: 'template',
  0: 'incoming',
  1: 'outgoing',
  2: 'activity',
  3: 'template',
};

/** Webhook events of an account or an agent bot, and reporting events of handing over. */
export const chatwoot = vendorSource({
  name: 'chatwoot',
  describes: 'Chatwoot webhook events',
  recognises: ({ event }) =>
    typeof event === 'string' && /^(message|conversation|webwidget)[_.]\w+$/.test(event),
  remembers: true,
  begin: (reading) => {
    const seen = reading.remember<true>('started');
    return (record) => mapEvent(record, reading, seen);
  },
});

function mapEvent(record: Node, reading: Reading, seen: Slot<true>): Understood {
  const event = record.needText('event').replace('.', '_');
  const inside = record.node('conversation');
  const conversation = event.startsWith('message') ? inside : (inside ?? record);
  const id = conversation?.text('display_id', 'id');
  if (event.startsWith('webwidget')) return ignored(event);
  if (id === undefined || !conversation) throw record.refusal('the conversation is missing', 'conversation');
  // Conversations are numbered within their account.
  const account =
    (record.node('account') ?? conversation.node('account'))?.text('id') ?? conversation.text('account_id');
  const subject = account === undefined ? id : `${account}/${id}`;
  const isMessage = event === 'message_created';
  const name = isMessage
    ? `message:${record.text('id') ?? digestOf(record.value)}`
    : `${event}:${digestOf(record.value)}`;
  const writer = new EventWriter(reading.source, subject, name);
  const at = isMessage
    ? record.needTime('created_at')
    : record.needTime(['updated_at', 'timestamp', 'last_activity_at', 'created_at'], { utc: true });
  if (seen.meet(subject)) writeStart(writer, at, record, conversation);
  const before = writer.events.length;
  if (isMessage) writeMessage(writer, at, record);
  else if (event === 'conversation_bot_handoff')
    writeHandoff(writer, at, record, conversation, reading, event);
  else if (event === 'conversation_status_changed') writeStatus(writer, at, record, conversation, reading);
  else if (event === 'conversation_updated' || event === 'conversation_assignee_changed') {
    const assignee = changeOf(record, 'assignee_id')?.text('current_value') ?? assigneeOf(conversation);
    if (assignee !== undefined && (event !== 'conversation_updated' || changeOf(record, 'assignee_id'))) {
      writer.add(at, 'handoff.accepted', { by: assignee });
    }
  } else if (event === 'conversation_resolved') writer.add(at, 'conversation.ended', {});
  return writer.events.length > before
    ? { events: writer.events }
    : { events: writer.events, ignored: event };
}

const assigneeOf = (conversation: Node) => conversation.node('meta')?.node('assignee')?.text('id');

function writeStart(writer: EventWriter, at: number, record: Node, conversation: Node): void {
  const sender = record.node('sender');
  const isContact = record.has('message_type') && kinds[record.text('message_type') ?? ''] === 'incoming';
  const contact =
    record.node('contact') ?? conversation.node('meta')?.node('sender') ?? (isContact ? sender : undefined);
  writer.add(at, 'conversation.started', {
    channel: labelOf(conversation.text('channel') ?? record.text('channel')),
    customer: customerOf({
      own: contact?.text('identifier'),
      mail: contact?.text('email'),
      phone: contact?.text('phone_number'),
      vendor: contact?.text('id'),
      at: 'chatwoot',
    }),
  });
}

function writeMessage(writer: EventWriter, at: number, record: Node): void {
  const kind = kinds[record.text('message_type')?.toLowerCase() ?? ''];
  if (kind === undefined)
    throw record.refusal('must be incoming, outgoing, activity or template', 'message_type');
  // Private notes are for colleagues: the customer never reads them.
  if (record.flag('private') === true || kind === 'activity') return;
  const sender = record.node('sender');
  const type = sender?.text('type', 'role')?.toLowerCase();
  const isBot = /bot|assistant|captain/.test(type ?? '');
  const role = kind === 'incoming' ? 'customer' : isBot ? 'bot' : kind === 'template' ? 'system' : 'human';
  const types = record.nodes('attachments').map((each) => each.text('file_type') ?? 'file');
  writer.add(at, 'turn.recorded', {
    role,
    text: proseOf(plainText(record.text('content')), '/content'),
    attachments: types.length > 0 ? types : undefined,
  });
}

function changeOf(record: Node, field: string): Node | undefined {
  for (const change of record.nodes('changed_attributes')) {
    const found = change.node(field);
    if (found) return found;
  }
  return undefined;
}

/** A bot's conversations are pending; opened, they are for people. The webhook can miss this, the count then is low. */
function writeStatus(
  writer: EventWriter,
  at: number,
  record: Node,
  conversation: Node,
  reading: Reading,
): void {
  const change = changeOf(record, 'status');
  const [before, now] = [
    change?.text('previous_value'),
    change?.text('current_value') ?? conversation.text('status'),
  ];
  if (before === 'pending' && now === 'open') {
    writeHandoff(writer, at, record, conversation, reading, 'chatwoot-pending-to-open');
  } else if (now === 'pending' && (before === 'open' || before === 'resolved')) {
    writer.add(at, 'handoff.initiated', {
      handoff_id: `return-${at}`,
      purpose: 'return',
      from: { kind: 'human' },
      to: { kind: 'bot' },
      signal: 'inferred',
      rule: 'chatwoot-open-to-pending',
    });
  } else if (now === 'resolved') writer.add(at, 'conversation.ended', {});
}

function writeHandoff(
  writer: EventWriter,
  at: number,
  record: Node,
  conversation: Node,
  reading: Reading,
  rule: string,
): void {
  const isExplicit = rule === 'conversation_bot_handoff';
  const team = conversation.node('meta')?.node('team')?.text('name', 'id');
  const own = conversation.node('custom_attributes') ?? conversation.node('additional_attributes');
  writer.add(at, 'handoff.initiated', {
    handoff_id: `handoff-${at}`,
    purpose: 'escalation',
    from: { kind: 'bot' },
    to: { kind: 'human', queue: labelOf(team ?? conversation.text('inbox_id')) },
    priority: priorityOf(conversation.text('priority')),
    signal: isExplicit ? 'explicit' : 'inferred',
    rule,
    ...reading.reasons.of(record.text('reason') ?? own?.text('handoff_reason')),
  });
}
