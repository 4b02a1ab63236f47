import { customerOf } from './customer.js';
import { digestOf, EventWriter } from './event-writer.js';
import type { Slot } from './memory.js';
import type { Node } from './node.js';
import type { Understood } from './source.js';
import { type Reading, vendorSource } from './vendor-source.js';
import { identifierOf, labelOf, proseOf } from './words.js';

const roles: Record<string, 'customer' | 'bot' | 'human' | 'system'> = {
  enduser: 'customer',
  bot: 'bot',
  chatbot: 'bot',
  agent: 'human',
  supervisor: 'human',
  system: 'system',
};
const escalation = { handoff_id: 'escalation', from: { kind: 'bot' }, to: { kind: 'human' } } as const;
const utc = { utc: true };

/** Messaging sessions and conversation entries, as objects (SOQL, Data Loader) or as Connect REST gives them. */
export const salesforce = vendorSource({
  name: 'salesforce',
  describes: 'Salesforce messaging sessions and conversation entries',
  envelopes: ['records', 'conversationEntries'],
  alsoTable: true,
  reasons: { ChatbotEndedTransferNotConfigured: 'capacity' },
  recognises: (record) =>
    ['EntryType', 'entryType', 'entry_type'].some((name) => name in record) ||
    ('AgentType' in record && ('AcceptTime' in record || 'StartTime' in record)) ||
    ('MessagingEndUserId' in record && 'Status' in record),
  remembers: true,
  begin: (reading) => {
    const known: Known = {
      seen: reading.remember('started'),
      conversations: reading.remember('conversation'),
    };
    return (record) =>
      record.has('EntryType') ? mapEntry(record, reading, known) : mapSession(record, reading, known);
  },
});

/** Older entries name the session as their conversation, newer ones the conversation itself. */
interface Known {
  seen: Slot<true>;
  /** Of sessions. */
  conversations: Slot<string>;
}

/** A session says how it ended; its time of handing over stands in its entries alone. */
function mapSession(record: Node, reading: Reading, { seen, conversations }: Known): Understood {
  const session = record.text('Id');
  const wasNamed = session !== undefined && seen.get(session) === true;
  const id = (wasNamed ? session : record.text('ConversationId')) ?? record.needText('Id');
  if (session !== undefined) conversations.set(session, id);
  const start = record.needTime(['StartTime', 'CreatedDate'], utc);
  const accepted = record.time('AcceptTime', utc);
  const end = record.time('EndTime', utc);
  const changed = record.time(['LastModifiedDate', 'SystemModstamp'], utc) ?? end ?? accepted ?? start;
  const name = `session:${record.needText('Id', 'ConversationId')}`;
  const writer = new EventWriter(reading.source, id, name, { record: name, revision: changed });
  const type = record.text('AgentType')?.toLowerCase();
  const isBots = type === 'bot' || type === 'bottoagent';
  writer.add(start, 'conversation.started', {
    bot: isBots ? labelOf(record.text('BotName', 'BotId') ?? 'Bot') : undefined,
    channel: labelOf(record.text('ChannelType', 'ChannelName')),
    initiated_by: initiatorOf(record.text('Origin')),
    customer: customerOf({ own: record.text('EndUserContactId'), vendor: record.text('MessagingEndUserId') }),
  });
  if (type === 'bottoagent') {
    // No time of its own: the entry `BotEscalated` has it, and comes first where it is imported too.
    const moment = { assumed: true };
    writer.add(
      accepted ?? end ?? start,
      'handoff.initiated',
      { ...escalation, purpose: 'escalation', signal: 'explicit', rule: 'AgentType BotToAgent' },
      moment,
    );
  }
  if (accepted !== undefined && type !== 'bot') {
    writer.add(accepted, 'handoff.accepted', { by: record.text('OwnerId') });
  }
  if (end !== undefined) writer.add(end, 'conversation.ended', {});
  return { events: writer.events };
}

function initiatorOf(origin: string | undefined): 'customer' | 'business' | undefined {
  if (origin === undefined) return undefined;
  if (/inbound/i.test(origin)) return 'customer';
  return /outbound|agentinitiated|triggered/i.test(origin) ? 'business' : undefined;
}

function mapEntry(record: Node, reading: Reading, { seen, conversations }: Known): Understood {
  const payload = record.parsed('entryPayload', 'Payload');
  // The vendor's own spelling of the second.
  const named =
    record.text('ConversationId', 'conversationIdentifier', 'conversation_identifer', 'ParentId') ??
    payload?.text('conversationId');
  if (named === undefined) throw record.refusal('the conversation is missing', 'ConversationId');
  const id = conversations.get(named) ?? named;
  const kind = record.needText('EntryType');
  const at = record.needTime(
    [
      'EntryTimeMilliSecs',
      'transcriptedTimestamp',
      'serverReceivedTimestamp',
      'clientTimestamp',
      'EntryTime',
    ],
    utc,
  );
  const writer = new EventWriter(
    reading.source,
    id,
    `entry:${record.text('Id', 'identifier') ?? digestOf(record.value)}`,
  );
  const actor = record.text('ActorType') ?? record.parsed('sender', 'actor')?.text('role', 'type');
  const by = identifierOf(record.text('ActorId') ?? record.parsed('sender', 'actor')?.text('subject', 'id'));
  const role = roles[(actor ?? '').toLowerCase().replace(/[^a-z]/g, '')];
  if (seen.meet(id)) {
    const customer = role === 'customer' ? customerOf({ vendor: by }) : undefined;
    writer.add(at, 'conversation.started', {
      bot: role === 'bot' ? labelOf(record.text('ActorName')) : undefined,
      customer,
    });
  }
  const before = writer.events.length;
  writeEntry(writer, at, { record, payload, kind, role, by }, reading);
  return writer.events.length > before ? { events: writer.events } : { events: writer.events, ignored: kind };
}

interface Entry {
  record: Node;
  payload: Node | undefined;
  kind: string;
  role: 'customer' | 'bot' | 'human' | 'system' | undefined;
  by: string | undefined;
}

function writeEntry(writer: EventWriter, at: number, entry: Entry, reading: Reading): void {
  const kind = entry.kind.toLowerCase().replace(/[^a-z]/g, '');
  const { payload, role, record, by } = entry;
  const text =
    record.text('Message', 'messageText') ??
    payload?.node('abstractMessage')?.node('staticContent')?.text('text');
  if (kind === 'botescalated' || kind === 'chatbotescalated') writeEscalation(writer, at, entry, reading);
  else if (kind === 'chatbotendedtransfernotconfigured') {
    writeEscalation(writer, at, entry, reading);
    writer.add(at, 'handoff.failed', { handoff_id: escalation.handoff_id, reason: entry.kind });
  } else if (kind === 'routingworkresult')
    writeRouting(writer, at, payload, role === 'human' ? by : undefined);
  else if (kind === 'routingresult') {
    const failure = payload?.text('failureType', 'failureReason');
    if (failure && !/^none$/i.test(failure)) writer.add(at, 'handoff.failed', { reason: labelOf(failure) });
    else writer.add(at, 'handoff.delivered', {});
  } else if (kind === 'sessionstatuschanged') {
    if (/^(ended|inactive)$/i.test(payload?.text('sessionStatus', 'status') ?? ''))
      writer.add(at, 'conversation.ended', {});
  } else if (kind === 'participantchanged') writeParticipants(writer, at, payload);
  else if (/^(agentjoined|participantjoined|agentaccepted)$/.test(kind))
    writer.add(at, 'handoff.joined', { by });
  else if (/ended$|^agentleft$|^sessionended$/.test(kind)) writer.add(at, 'conversation.ended', {});
  else if (role !== undefined && (text !== undefined || /message|text/.test(kind))) {
    writer.add(at, 'turn.recorded', { role, text: proseOf(text, '/Message') });
  }
}

function writeEscalation(
  writer: EventWriter,
  at: number,
  { kind, record, payload }: Entry,
  reading: Reading,
): void {
  const reason = payload?.text('reason', 'escalationReason') ?? record.text('Reason');
  writer.add(at, 'handoff.initiated', {
    ...escalation,
    purpose: 'escalation',
    signal: 'explicit',
    rule: labelOf(kind),
    ...reading.reasons.of(reason),
  });
}

function writeRouting(
  writer: EventWriter,
  at: number,
  payload: Node | undefined,
  by: string | undefined,
): void {
  const result = payload?.text('workType', 'status', 'result')?.toLowerCase() ?? '';
  if (/accept/.test(result)) writer.add(at, 'handoff.accepted', { by });
  else if (/declin|timeout|unavailable/.test(result))
    writer.add(at, 'handoff.rerouted', { reason: labelOf(result) });
  else if (/assign|push/.test(result)) writer.add(at, 'handoff.delivered', {});
}

function writeParticipants(writer: EventWriter, at: number, payload: Node | undefined): void {
  for (const change of payload?.nodes('entries', 'participants') ?? []) {
    const participant = change.node('participant') ?? change;
    const role =
      roles[
        participant
          .text('role')
          ?.toLowerCase()
          .replace(/[^a-z]/g, '') ?? ''
      ];
    if (role !== 'human' || !/^(add|join)/i.test(change.text('operation') ?? '')) continue;
    writer.add(at, 'handoff.joined', { by: participant.text('subject', 'id') });
  }
}
