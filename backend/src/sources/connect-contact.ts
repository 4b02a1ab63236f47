import { type Contacts, handoffOf } from './connect-chain.js';
import { customerOf } from './customer.js';
import { digestOf, EventWriter } from './event-writer.js';
import type { Node } from './node.js';
import type { Understood } from './source.js';
import { ignored, type Reading } from './vendor-source.js';
import { labelOf } from './words.js';

/** Methods by which the business begins. */
const outbound = new Set(['OUTBOUND', 'EXTERNAL_OUTBOUND', 'AGENT_REPLY', 'CAMPAIGN']);
const inbound = new Set(['INBOUND', 'API', 'WEBRTC_API', 'CALLBACK', 'MESSAGING_PLATFORM', 'WEBCAMPAIGN']);
const notEnded = /TRANSFER/i;

/** One contact: what its record, or an event of it, says up to now. */
export function mapContact(record: Node, reading: Reading, contacts: Contacts): Understood {
  const contact = record.needText('ContactId', 'contactId', 'Id');
  const conversation = contacts.conversationOf(
    contact,
    record.text('InitialContactId', 'initialContactId'),
    record.text('PreviousContactId', 'previousContactId'),
  );
  const method = record.text('InitiationMethod', 'initiationMethod')?.toUpperCase();
  const queue = record.node('Queue', 'QueueInfo', 'queueInfo');
  const agent = record.node('Agent', 'AgentInfo', 'agentInfo');
  const joinedAt = agent?.time(['ConnectedToAgentTimestamp', 'connectedToAgentTimestamp']);
  contacts.agentJoined(contact, joinedAt);
  contacts.queued(contact, queueOf(queue));
  const event = record.text('eventType');
  const writer = new EventWriter(
    reading.source,
    conversation,
    nameOf(record, contact, event),
    revisionOf(record, contact, event),
  );
  const startedAt = record.time(['InitiationTimestamp', 'initiationTimestamp']);
  const queuedAt = queue?.time(['EnqueueTimestamp', 'enqueueTimestamp']);
  const isFirst = contacts.meets(conversation);
  if (startedAt !== undefined && conversation === contact && (event === undefined || isFirst)) {
    writer.add(startedAt, 'conversation.started', {
      channel: labelOf(record.text('Channel', 'channel')?.toLowerCase()),
      initiated_by:
        method && outbound.has(method) ? 'business' : method && inbound.has(method) ? 'customer' : undefined,
      customer: whoCalled(record),
      language: labelOf(record.text('LanguageCode') ?? record.node('Attributes')?.text('language')),
    });
  }
  const handedOverAt = queuedAt ?? (method && outbound.has(method) ? undefined : joinedAt);
  if (handedOverAt !== undefined && saysHandoff(event)) {
    writeHandoff(
      writer,
      { record, contact, method, queue, at: handedOverAt },
      reading,
      queuedAt !== undefined,
    );
    if (joinedAt !== undefined && event !== 'QUEUED') writeJoined(writer, contact, joinedAt, agent, queue);
  }
  writeEnd(writer, record, event);
  return writer.events.length > 0
    ? { events: writer.events }
    : ignored(`contact event ${event ?? 'without times'}`);
}

const saysHandoff = (event: string | undefined) =>
  event === undefined || event === 'QUEUED' || event === 'CONNECTED_TO_AGENT' || event === 'DISCONNECTED';

/** Events are repeated as they are; a record is one, however often it is amended. */
const nameOf = (record: Node, contact: string, event: string | undefined) =>
  event === undefined ? `contact:${contact}` : `event:${contact}:${digestOf(record.value)}`;

function revisionOf(record: Node, contact: string, event: string | undefined) {
  const updated = record.time('LastUpdateTimestamp');
  if (event !== undefined || updated === undefined) return undefined;
  return { record: `contact:${contact}`, revision: updated };
}

interface Handed {
  record: Node;
  contact: string;
  method: string | undefined;
  queue: Node | undefined;
  at: number;
}

function writeHandoff(writer: EventWriter, handed: Handed, reading: Reading, isQueued: boolean): void {
  const { record, contact, method, queue, at } = handed;
  const isOnward = method === 'TRANSFER';
  const attributes = record.node('Attributes', 'attributes');
  writer.add(at, 'handoff.initiated', {
    handoff_id: handoffOf(contact),
    purpose: isOnward ? 'transfer' : 'escalation',
    // Whether the flow asked a bot is known from Lex's log alone.
    from: { kind: isOnward ? 'human' : 'system' },
    to: { kind: 'human', queue: queueOf(queue) },
    signal: 'inferred',
    rule: isOnward ? 'connect-transfer' : isQueued ? 'connect-queued' : 'connect-agent-without-queue',
    ...reading.reasons.of(attributes?.text('handoff_reason', 'escalation_reason', 'transfer_reason')),
  });
}

function writeJoined(
  writer: EventWriter,
  contact: string,
  at: number,
  agent: Node | undefined,
  queue: Node | undefined,
): void {
  const by = agent?.text('Username', 'ARN', 'agentArn', 'Id', 'id')?.split('/').at(-1)?.slice(0, 200);
  const said = { handoff_id: handoffOf(contact), by, queue: queueOf(queue) };
  writer.add(at, 'handoff.accepted', said);
  writer.add(at, 'handoff.joined', said);
}

const queueOf = (queue: Node | undefined) =>
  labelOf(queue?.text('Name', 'name') ?? queue?.text('ARN', 'queueArn', 'Id', 'id')?.split('/').at(-1));

function writeEnd(writer: EventWriter, record: Node, event: string | undefined): void {
  const at = record.time(['DisconnectTimestamp', 'disconnectTimestamp']);
  const reason = record.text('DisconnectReason', 'disconnectReason');
  if (at === undefined || (event !== undefined && event !== 'DISCONNECTED')) return;
  const goesOn = record.has('NextContactId', 'TransferCompletedTimestamp') || notEnded.test(reason ?? '');
  if (!goesOn) writer.add(at, 'conversation.ended', { by: endedBy(reason), disposition: labelOf(reason) });
}

function endedBy(reason: string | undefined): 'customer' | 'human' | 'system' | undefined {
  if (reason === undefined) return undefined;
  if (/^CUSTOMER/i.test(reason)) return 'customer';
  return /^AGENT/i.test(reason) ? 'human' : 'system';
}

function whoCalled(record: Node) {
  const endpoint = record.node('CustomerEndpoint', 'customerEndpoint');
  const address = endpoint?.text('Address', 'address');
  return customerOf({ own: record.text('CustomerId', 'customerId'), phone: address, mail: address });
}
