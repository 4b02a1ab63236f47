import { customerOf } from './customer.js';
import { EventWriter } from './event-writer.js';
import type { Node } from './node.js';
import type { ReasonTable } from './reasons.js';
import type { Understood } from './source.js';
import { type Reading, vendorSource } from './vendor-source.js';
import { labelOf } from './words.js';

/** Why a flow or bot let go (`recognitionFailureReason`, `botRecognitionFailureReason`, `exitReason`). */
const reasons: ReasonTable = {
  no_match: 'no_match',
  max_no_match: 'no_match',
  no_input: 'no_match',
  max_no_input: 'no_match',
  nomatch: 'no_match',
  noinput: 'no_match',
  max_failed_attempts: 'no_match',
  low_confidence: 'low_confidence',
  agent_requested_by_user: 'customer_request',
  user_requested_agent: 'customer_request',
  agent_escalation: 'customer_request',
  error: 'action_failed',
  flow_error_disconnect: 'action_failed',
  flow_error_transfer: 'action_failed',
};

const bots = new Set(['botflow', 'ivr', 'workflow', 'bot', 'digitalbot']);
const callers = new Set(['customer', 'external']);

interface Segment {
  kind: string;
  start: number;
  end: number | undefined;
  queue: string | undefined;
  left: string | undefined;
  wrapUp: string | undefined;
}
/** One session of one participant. */
interface Leg {
  purpose: string;
  participant: Node;
  session: Node;
  segments: Segment[];
  start: number;
}

/** Conversation details as the analytics jobs and queries export them, one conversation per record. */
export const genesys = vendorSource({
  name: 'genesys',
  describes: 'Genesys Cloud conversation details (analytics jobs and queries)',
  envelopes: ['conversations'],
  reasons,
  recognises: (record) =>
    ('conversationId' in record || 'conversation_id' in record) &&
    ('conversationStart' in record || 'conversation_start' in record),
  begin: (reading) => (record) => mapConversation(record, reading),
});

function mapConversation(record: Node, reading: Reading): Understood {
  const id = record.needText('conversationId');
  const start = record.needTime('conversationStart');
  const end = record.time('conversationEnd');
  const legs = record
    .nodes('participants')
    .flatMap(legsOf)
    .sort((one, other) => one.start - other.start);
  const latest = Math.max(
    start,
    end ?? 0,
    ...legs.flatMap((leg) => leg.segments.map((each) => each.end ?? each.start)),
  );
  const writer = new EventWriter(reading.source, id, 'details', { record: 'details', revision: latest });
  writeStart(writer, record, start, legs);
  const handedOver = writeHandoffs(writer, legs, reading);
  if (end !== undefined) {
    writer.add(end, 'conversation.ended', {
      by: endedBy(legs),
      resolved: handedOver ? undefined : servedBy(record, legs),
      disposition: labelOf(legs.flatMap((leg) => leg.segments.map((each) => each.wrapUp)).findLast(Boolean)),
    });
  }
  return { events: writer.events };
}

function legsOf(participant: Node): Leg[] {
  const purpose = participant.text('purpose')?.toLowerCase() ?? '';
  return participant.nodes('sessions').flatMap((session) => {
    const segments = session.nodes('segments').map((segment) => ({
      kind: segment.text('segmentType')?.toLowerCase() ?? '',
      start: segment.needTime('segmentStart'),
      end: segment.time('segmentEnd'),
      queue: labelOf(segment.text('queueName', 'queueId')),
      left: segment.text('disconnectType')?.toLowerCase(),
      wrapUp: segment.text('wrapUpCode'),
    }));
    const [first] = segments;
    if (!first) return [];
    return [
      { purpose, participant, session, segments, start: Math.min(...segments.map((each) => each.start)) },
    ];
  });
}

function writeStart(writer: EventWriter, record: Node, start: number, legs: readonly Leg[]): void {
  const caller = legs.find((leg) => callers.has(leg.purpose));
  const bot = legs.find((leg) => bots.has(leg.purpose));
  const flow = bot?.session.node('flow');
  const direction = record.text('originatingDirection') ?? (caller ?? legs[0])?.session.text('direction');
  writer.add(start, 'conversation.started', {
    bot:
      bot &&
      labelOf(flow?.text('flowName', 'flowId') ?? bot.participant.text('participantName') ?? bot.purpose),
    bot_version: labelOf(flow?.text('flowVersion')),
    channel: labelOf((caller ?? legs[0])?.session.text('mediaType')),
    language: labelOf(flow?.text('startingLanguage')),
    initiated_by: direction === 'outbound' ? 'business' : direction === 'inbound' ? 'customer' : undefined,
    customer: customerOf({
      phone: caller?.session.text('ani', 'addressFrom'),
      mail: caller?.session.text('addressFrom'),
      vendor: caller?.participant.text('externalContactId'),
    }),
  });
}

/** From a bot into a queue or to an agent, then from agent to agent; true when the bot handed over. */
function writeHandoffs(writer: EventWriter, legs: readonly Leg[], reading: Reading): boolean {
  let bot: Leg | undefined;
  let human: Leg | undefined;
  let handoff: string | undefined;
  let handedOver = false;
  let isTransferred = false;
  for (const leg of legs) {
    if (bots.has(leg.purpose)) {
      bot = leg;
      continue;
    }
    const isQueue = leg.purpose === 'acd';
    if (!isQueue && leg.purpose !== 'agent' && leg.purpose !== 'user') continue;
    if (leg.purpose === 'user' && leg.session.text('direction') === 'outbound') continue;
    const fromBot = bot !== undefined && !handedOver;
    const fromHuman = human !== undefined && (isQueue ? !isTransferred : !isTransferred && tookOver(leg));
    if (fromBot || fromHuman) {
      handoff = leg.session.text('sessionId') ?? `${leg.start}`;
      const to = { kind: 'human' as const, queue: leg.segments.find((each) => each.queue)?.queue };
      if (fromBot && bot) {
        const flow = bot.session.node('flow');
        handedOver = true;
        writer.add(leg.start, 'handoff.initiated', {
          handoff_id: handoff,
          purpose: 'escalation',
          from: { kind: 'bot' },
          to,
          signal: 'inferred',
          rule: `genesys-${bot.purpose}-then-${leg.purpose}`,
          ...reading.reasons.of(reasonOf(bot.session, flow)),
          context: { intent: labelOf(bot.session.text('botFinalIntent', 'botIntent')) },
        });
      } else {
        writer.add(leg.start, 'handoff.initiated', {
          handoff_id: handoff,
          purpose: 'transfer',
          from: { kind: 'human' },
          to,
          signal: human?.segments.some((each) => each.left === 'transfer') ? 'explicit' : 'inferred',
          rule: 'genesys-agent-then-next',
        });
      }
      isTransferred = true;
    }
    if (isQueue || handoff === undefined) {
      if (!isQueue && tookOver(leg)) human = leg;
      continue;
    }
    writeAcknowledgement(writer, leg, handoff);
    if (!tookOver(leg)) continue;
    human = leg;
    isTransferred = false;
  }
  return handedOver;
}

const tookOver = (leg: Leg) => leg.segments.some((segment) => segment.kind === 'interact');

function writeAcknowledgement(writer: EventWriter, leg: Leg, handoff: string): void {
  const alert = leg.segments.find((segment) => segment.kind === 'alert');
  const work = leg.segments.find((segment) => segment.kind === 'interact');
  const by = leg.participant.text('userId', 'participantId');
  const queue = leg.segments.find((each) => each.queue)?.queue;
  if (alert) writer.add(alert.start, 'handoff.delivered', { handoff_id: handoff });
  if (work) {
    writer.add(work.start, 'handoff.accepted', { handoff_id: handoff, by, queue });
    writer.add(work.start, 'handoff.joined', { handoff_id: handoff, by, queue });
  } else if (alert?.end !== undefined) {
    writer.add(alert.end, 'handoff.rerouted', { handoff_id: handoff, reason: 'alert_not_answered' });
  }
}

const reasonOf = (session: Node, flow: Node | undefined) =>
  session.text('botRecognitionFailureReason') ??
  flow?.text('recognitionFailureReason') ??
  flow?.text('exitReason') ??
  session.text('botResult');

function endedBy(legs: readonly Leg[]): 'customer' | 'bot' | 'human' | 'system' | undefined {
  const caller = legs.findLast((leg) => callers.has(leg.purpose));
  const left = caller?.segments.findLast((each) => each.left)?.left;
  if (left === 'client' || left === 'endpoint') return 'customer';
  if (left === 'system' || left === 'timeout' || left === 'error') return 'system';
  if (left !== 'peer') return undefined;
  return legs.some((leg) => leg.purpose === 'agent' && tookOver(leg)) ? 'human' : undefined;
}

/** What the flow's author, or Genesys itself, says became of a conversation that no human saw. */
function servedBy(record: Node, legs: readonly Leg[]): 'assumed' | 'no' | undefined {
  if (record.flag('selfServed') === true) return 'assumed';
  const outcomes = legs
    .filter((leg) => bots.has(leg.purpose))
    .flatMap((leg) => leg.session.node('flow')?.nodes('outcomes') ?? [])
    .map((outcome) => outcome.text('flowOutcomeValue')?.toUpperCase());
  if (outcomes.includes('FAILURE')) return 'no';
  return outcomes.includes('SUCCESS') ? 'assumed' : undefined;
}
