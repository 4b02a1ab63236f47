import { customerOf } from './customer.js';
import { EventWriter } from './event-writer.js';
import type { Node } from './node.js';
import type { ReasonTable } from './reasons.js';
import type { Understood } from './source.js';
import { type Reading, vendorSource } from './vendor-source.js';
import { identifierOf, labelOf, proseOf, shareOf } from './words.js';

const reasons: ReasonTable = {
  back2Q: 'capacity',
  BotEscalation: 'unknown',
  ConsumerRequest: 'customer_request',
  userRequestedAgent: 'customer_request',
  noMatch: 'no_match',
  Agent: 'unknown',
  Skill: 'unknown',
  TakeOver: 'unknown',
};

type Kind = 'bot' | 'human' | 'system';

/** Conversations of the Messaging Interactions API, each as a whole; resent as they go on. */
export const liveperson = vendorSource({
  name: 'liveperson',
  describes: 'LivePerson Messaging Interactions (conversationHistoryRecords)',
  envelopes: ['conversationHistoryRecords'],
  reasons,
  recognises: (record) => 'info' in record && ('messageRecords' in record || 'agentParticipants' in record),
  begin: (reading) => (record) => mapConversation(record, reading),
});

function mapConversation(record: Node, reading: Reading): Understood {
  const info = record.node('info');
  if (!info) throw record.refusal('info is missing', 'info');
  const id = info.needText('conversationId');
  const start = info.needTime(['startTimeL', 'startTime']);
  const end = info.time(['endTimeL', 'endTime']);
  const kinds = kindsOf(record);
  const timed = ['messageRecords', 'agentParticipants', 'transfers', 'interactions', 'messageStatuses'];
  const times = timed
    .flatMap((name) => record.nodes(name))
    .map((each) => each.time(['timeL', 'time', 'interactionTimeL']));
  const revision = Math.max(start, end ?? 0, ...times.map((at) => at ?? 0));
  const writer = new EventWriter(reading.source, id, 'history', { record: 'history', revision });
  writeStart(writer, start, record, info, kinds);
  const structured = record.node('contextData')?.nodes('structuredMetadata') ?? [];
  writeMessages(writer, record, kinds);
  writeTransfers(writer, record, kinds, structured, reading);
  if (end !== undefined) {
    writer.add(end, 'conversation.ended', {
      by: endedBy(info),
      disposition: labelOf(info.text('closeReasonDescription', 'closeReason')),
    });
  }
  const score = info.number('csat');
  if (score !== undefined && score >= 1 && score <= 5) {
    const leg = kinds.get(info.text('latestAgentId') ?? '') === 'bot' ? 'bot' : 'human';
    writer.add(end ?? revision, 'survey.recorded', { kind: 'csat', score, scale: { min: 1, max: 5 }, leg });
  }
  return { events: writer.events };
}

/** What each agent is, where the record says so: older ones do not. */
function kindsOf(record: Node): Map<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (const agent of record.nodes('agentParticipants')) {
    const said = agent.text('userTypeName', 'userType')?.toLowerCase();
    const kind =
      said === 'bot' || said === '2'
        ? 'bot'
        : said === 'human' || said === '1'
          ? 'human'
          : said === 'system' || said === '0'
            ? 'system'
            : undefined;
    if (kind) kinds.set(agent.text('agentId') ?? '', kind);
  }
  return kinds;
}

function writeStart(
  writer: EventWriter,
  at: number,
  record: Node,
  info: Node,
  kinds: Map<string, Kind>,
): void {
  const bot = record
    .nodes('agentParticipants')
    .find((agent) => kinds.get(agent.text('agentId') ?? '') === 'bot');
  const [consumer] = record.nodes('consumerParticipants', 'consumerParticipant');
  writer.add(at, 'conversation.started', {
    bot: labelOf(bot?.text('agentNickname', 'agentFullName', 'agentId')),
    channel: labelOf(info.text('source')),
    language: labelOf(info.text('language')),
    customer: customerOf({
      mail: consumer?.text('email'),
      phone: consumer?.text('phone'),
      vendor: consumer?.text('participantId'),
    }),
  });
}

function writeMessages(writer: EventWriter, record: Node, kinds: Map<string, Kind>): void {
  const scores = new Map(
    record.nodes('messageScores', 'messageScore').map((each) => [each.text('messageId'), each.number('mcs')]),
  );
  for (const message of record.nodes('messageRecords')) {
    const sender = message.text('sentBy')?.toLowerCase();
    const kind = kinds.get(message.text('participantId') ?? '');
    const role = sender === 'consumer' ? 'customer' : sender === 'controller' ? 'system' : (kind ?? 'human');
    const data = message.node('messageData');
    const mcs = role === 'customer' ? scores.get(message.text('messageId')) : undefined;
    const type = message.text('type');
    writer.add(
      message.needTime(['timeL', 'time']),
      'turn.recorded',
      {
        role,
        text: proseOf(data?.node('msg')?.text('text'), `${message.pointer}/messageData/msg/text`),
        // 0 to 100, 50 is neither good nor bad.
        sentiment: mcs !== undefined && mcs >= 0 && mcs <= 100 ? (mcs - 50) / 50 : undefined,
        attachments: type !== undefined && type !== 'TEXT_PLAIN' ? [type] : undefined,
      },
      { order: (message.number('seq') ?? 0) >= 0 ? Math.floor(message.number('seq') ?? 0) : 0 },
    );
  }
}

interface Handed {
  id: string;
  at: number;
}

function writeTransfers(
  writer: EventWriter,
  record: Node,
  kinds: Map<string, Kind>,
  structured: readonly Node[],
  reading: Reading,
): void {
  const handed: Handed[] = [];
  const said = structured.map((each) => each.node('actionReason')?.text('reason')).findLast(Boolean);
  const intents = structured.flatMap((each) => each.node('botResponse')?.nodes('intents') ?? []);
  const intent = intents.at(-1);
  for (const [index, transfer] of record.nodes('transfers').entries()) {
    const at = transfer.needTime(['timeL', 'time']);
    // Before agents' kinds were recorded, nobody can tell whether a bot or a human gave it on.
    const from = kinds.get(transfer.text('sourceAgentId') ?? '') ?? 'system';
    const to = kinds.get(transfer.text('assignedAgentId') ?? '') ?? 'human';
    const id = `transfer-${index + 1}`;
    handed.push({ id, at });
    writer.add(at, 'handoff.initiated', {
      handoff_id: id,
      purpose:
        from === 'bot' ? (to === 'bot' ? 'transfer' : 'escalation') : to === 'bot' ? 'return' : 'transfer',
      from: {
        kind: from,
        id: identifierOf(transfer.text('sourceAgentId')),
        queue: labelOf(transfer.text('sourceSkillName')),
      },
      to: { kind: to, queue: labelOf(transfer.text('targetSkillName', 'targetSkillId')) },
      signal: 'explicit',
      rule: 'liveperson-transfer',
      ...reading.reasons.of((from === 'bot' ? said : undefined) ?? transfer.text('reason')),
      context: {
        intent: labelOf(intent?.text('name', 'id')),
        confidence: shareOf(intent?.number('confidenceScore')),
        summary: { situation: proseOf(record.node('summary')?.text('text')) },
      },
    });
  }
  for (const agent of record.nodes('agentParticipants')) {
    const at = agent.time(['timeL', 'time']);
    const kind = kinds.get(agent.text('agentId') ?? '') ?? 'human';
    const handoff = at === undefined ? undefined : handed.findLast((each) => each.at <= at);
    if (at === undefined || kind !== 'human' || !handoff) continue;
    const by = identifierOf(agent.text('agentId'));
    const isAssigned = agent.text('permission')?.toUpperCase() === 'ASSIGNED_AGENT';
    writer.add(at, isAssigned ? 'handoff.accepted' : 'handoff.joined', { handoff_id: handoff.id, by });
  }
}

function endedBy(info: Node): 'customer' | 'human' | 'system' | undefined {
  const reason = info.text('closeReason')?.toUpperCase();
  if (reason === undefined) return undefined;
  if (reason === 'CONSUMER') return 'customer';
  return reason === 'AGENT' ? 'human' : 'system';
}
