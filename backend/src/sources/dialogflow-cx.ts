import { EventWriter } from './event-writer.js';
import type { Slot } from './memory.js';
import type { Node } from './node.js';
import type { ReasonTable } from './reasons.js';
import type { Understood } from './source.js';
import { type Reading, vendorSource } from './vendor-source.js';
import { identifierOf, labelOf, proseOf, shareOf } from './words.js';

const reasons: ReasonTable = {
  NO_MATCH: 'no_match',
  NO_INPUT: 'no_match',
  'sys.no-match-default': 'no_match',
  'flow-failed-human-escalation': 'customer_request',
  END_FLOW_WITH_HUMAN_ESCALATION: 'customer_request',
  'webhook.error': 'action_failed',
};

/** Rows of the interaction log in BigQuery, one per turn. */
export const dialogflowCx = vendorSource({
  name: 'dialogflow-cx',
  describes: 'Dialogflow CX interaction log, rows of BigQuery as JSON',
  reasons,
  recognises: (record) =>
    ('conversation_name' in record || 'conversationName' in record) &&
    ('request_time' in record || 'requestTime' in record),
  remembers: true,
  begin: (reading) => {
    const seen = reading.remember<true>('started');
    return (row) => mapRow(row, reading, seen);
  },
});

function mapRow(row: Node, reading: Reading, seen: Slot<true>): Understood {
  const conversation = row.needText('conversationName');
  const at = row.needTime('requestTime', { utc: true });
  const turn = row.text('turnPosition') ?? String(at);
  const writer = new EventWriter(reading.source, conversation, `turn:${turn}`);
  const request = row.parsed('request');
  const response = row.parsed('response');
  const result = response?.node('queryResult') ?? response;
  const match = result?.node('match');
  if (seen.meet(conversation)) {
    writer.add(at, 'conversation.started', {
      bot: labelOf(row.text('agentId')),
      language: labelOf(row.text('languageCode')),
    });
  }
  writeCustomer(writer, at, { request, result, match });
  writeAnswer(writer, at, row, reading, result);
  return { events: writer.events };
}

function writeCustomer(
  writer: EventWriter,
  at: number,
  parts: { request: Node | undefined; result: Node | undefined; match: Node | undefined },
): void {
  const { request, result, match } = parts;
  const input = request?.node('queryInput');
  const text =
    input?.node('text')?.text('text') ??
    result?.text('text', 'transcript') ??
    input?.node('audio')?.text('transcript');
  // A turn that an event began has no words of the customer.
  if (text === undefined && !input?.has('dtmf', 'intent')) return;
  writer.add(at, 'turn.recorded', {
    role: 'customer',
    text: proseOf(text),
    intent: labelOf((match?.node('intent') ?? result?.node('intent'))?.text('displayName', 'name')),
    confidence: shareOf(match?.number('confidence') ?? result?.number('intentDetectionConfidence')),
    sentiment: scoreOf(result?.node('sentimentAnalysisResult')),
  });
}

function writeAnswer(
  writer: EventWriter,
  at: number,
  row: Node,
  reading: Reading,
  result: Node | undefined,
): void {
  const messages = result?.nodes('responseMessages') ?? [];
  const said = messages.flatMap((message) => message.node('text')?.texts('text') ?? []);
  const kind = result?.node('match')?.text('matchType');
  const failed =
    kind === 'NO_MATCH' || kind === 'NO_INPUT' ? { code: kind.toLowerCase() } : failedWebhook(result);
  writer.add(at, 'turn.recorded', {
    role: 'bot',
    text: proseOf(said.join('\n')),
    action: labelOf(result?.node('currentPage')?.text('displayName')),
    failed_action: failed,
  });
  const handoff = messages.find((message) => message.has('liveAgentHandoff', 'telephonyTransferCall'));
  const escalates = isEscalation(result);
  if (handoff || escalates || messages.some((message) => 'liveAgentHandoff' in message.value)) {
    const metadata = handoff?.node('liveAgentHandoff')?.node('metadata');
    const name = handoff?.has('telephonyTransferCall') ? 'telephonyTransferCall' : 'liveAgentHandoff';
    writer.add(at, 'handoff.initiated', {
      handoff_id: identifierOf(`turn-${row.text('turnPosition') ?? at}`) ?? '',
      purpose: 'escalation',
      from: { kind: 'bot', id: identifierOf(row.text('agentId')) },
      to: { kind: 'human', queue: labelOf(metadata?.text('queue', 'skill', 'department', 'target')) },
      signal: handoff || !escalates ? 'explicit' : 'inferred',
      rule: handoff || !escalates ? name : 'dialogflow-end-flow-with-human-escalation',
      ...reading.reasons.of(
        metadata?.text('reason', 'handoff_reason', 'escalation_reason') ?? (handoff ? undefined : escalates),
      ),
      context: {
        intent: labelOf(result?.node('match')?.node('intent')?.text('displayName')),
        entities: metadata?.plain(),
      },
    });
  } else if (messages.some((message) => 'endInteraction' in message.value)) {
    const succeeded = messages.some((message) => 'conversationSuccess' in message.value);
    writer.add(at, 'conversation.ended', { by: 'bot', resolved: succeeded ? 'assumed' : undefined });
  }
}

const escalation = /END_FLOW_WITH_HUMAN_ESCALATION|flow-failed-human-escalation/;

function isEscalation(result: Node | undefined): string | undefined {
  const named = [
    result?.node('match')?.text('event'),
    result?.node('currentPage')?.text('name', 'displayName'),
  ];
  return named.map((name) => escalation.exec(name ?? '')?.[0]).find(Boolean);
}

function failedWebhook(result: Node | undefined): { code: string } | undefined {
  const statuses = result?.nodes('webhookStatuses') ?? [];
  return statuses.some((status) => (status.number('code') ?? 0) !== 0)
    ? { code: 'webhook_error' }
    : undefined;
}

function scoreOf(analysis: Node | undefined): number | undefined {
  const score = analysis?.number('score');
  return score !== undefined && Math.abs(score) <= 1 ? score : undefined;
}
