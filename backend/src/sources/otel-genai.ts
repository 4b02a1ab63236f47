import { EventWriter } from './event-writer.js';
import type { Slot } from './memory.js';
import type { Node } from './node.js';
import { isRecord, type Understood } from './source.js';
import { ignored, type Reading, vendorSource } from './vendor-source.js';
import { identifierOf, labelOf, proseOf } from './words.js';

type Attributes = Map<string, unknown>;
const conversationKeys = ['gen_ai.conversation.id', 'session.id', 'langfuse.session.id', 'thread.id'];
/** Names that instrumentation gives to an event of handing over; the conventions have none. */
const handoffEvents = /^(gen_ai\.|baton\.)?(human_)?hand_?off(\.initiated)?$/i;

/** Spans in OTLP/JSON, as the collector's file exporter writes them, where they carry a conversation. */
export const otelGenai = vendorSource({
  name: 'otel-genai',
  describes: 'OpenTelemetry GenAI spans (OTLP/JSON)',
  handoffTools: [
    'transfer_to_human_agents',
    'transfer_to_human',
    'handoff',
    'human_handoff',
    'escalate_to_human',
  ],
  recognises: (record) => Array.isArray(record.resourceSpans) || Array.isArray(record.resource_spans),
  remembers: true,
  begin: (reading) => {
    const seen = reading.remember<true>('started');
    return (request) => {
      const events = request.nodes('resourceSpans').flatMap((resource) => {
        const shared = attributesOf(resource.node('resource'));
        return resource
          .nodes('scopeSpans', 'instrumentationLibrarySpans')
          .flatMap((scope) => scope.nodes('spans'))
          .flatMap((span) => mapSpan(span, shared, reading, seen).events);
      });
      return events.length > 0 ? { events } : ignored('spans without a conversation');
    };
  },
});

function attributesOf(node: Node | undefined): Attributes {
  return new Map(
    node?.nodes('attributes').map((each) => [each.text('key') ?? '', plainOf(each.raw('value'))]),
  );
}

function plainOf(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const [[kind, inner] = []] = Object.entries(value);
  if (kind === 'intValue' || kind === 'doubleValue') return Number(inner);
  if (kind === 'arrayValue' && isRecord(inner))
    return Array.isArray(inner.values) ? inner.values.map(plainOf) : [];
  if (kind === 'kvlistValue' && isRecord(inner) && Array.isArray(inner.values)) {
    return Object.fromEntries(
      inner.values.filter(isRecord).map((each) => [String(each.key), plainOf(each.value)]),
    );
  }
  return inner;
}

const textIn = (attributes: Attributes, ...names: string[]): string | undefined => {
  const found = names
    .map((name) => attributes.get(name))
    .find((value) => typeof value === 'string' && value !== '');
  return typeof found === 'string' ? found : undefined;
};

function mapSpan(span: Node, shared: Attributes, reading: Reading, seen: Slot<true>): Understood {
  const attributes = attributesOf(span);
  const id = textIn(attributes, ...conversationKeys);
  if (id === undefined || ![...attributes.keys()].some((key) => key.startsWith('gen_ai.')))
    return ignored('span');
  const start = span.needTime('startTimeUnixNano');
  const end = span.time('endTimeUnixNano') ?? start;
  const writer = new EventWriter(
    reading.source,
    id,
    `span:${span.text('traceId') ?? ''}:${span.needText('spanId')}`,
  );
  const model = labelOf(textIn(attributes, 'gen_ai.response.model', 'gen_ai.request.model'));
  if (seen.meet(id)) {
    writer.add(start, 'conversation.started', {
      bot: labelOf(
        textIn(attributes, 'gen_ai.agent.name', 'gen_ai.agent.id') ?? textIn(shared, 'service.name'),
      ),
      bot_version: labelOf(textIn(attributes, 'gen_ai.agent.version') ?? textIn(shared, 'service.version')),
    });
  }
  const tool = textIn(attributes, 'gen_ai.tool.name');
  const error = textIn(attributes, 'error.type') ?? (isError(span) ? 'error' : undefined);
  if (tool !== undefined && textIn(attributes, 'gen_ai.operation.name') !== 'chat') {
    writeTool(writer, { tool, start, end, error, attributes }, reading);
  } else writeMessages(writer, span, attributes, { start, end, model, error });
  for (const event of span.nodes('events')) {
    if (!handoffEvents.test(event.text('name') ?? '')) continue;
    writeHandoff(
      writer,
      event.time('timeUnixNano') ?? end,
      attributesOf(event),
      span.needText('spanId'),
      event.text('name'),
      reading,
    );
  }
  return { events: writer.events };
}

const isError = (span: Node) => /^(2|STATUS_CODE_ERROR)$/.test(span.node('status')?.text('code') ?? '');

interface Tool {
  tool: string;
  start: number;
  end: number;
  error: string | undefined;
  attributes: Attributes;
}

function writeTool(
  writer: EventWriter,
  { tool, start, end, error, attributes }: Tool,
  reading: Reading,
): void {
  const code = labelOf(error);
  const failed = code === undefined ? undefined : { code, name: labelOf(tool) };
  writer.add(start, 'turn.recorded', { role: 'bot', action: labelOf(tool), failed_action: failed });
  if (!reading.handsOver(tool)) return;
  const id = identifierOf(textIn(attributes, 'gen_ai.tool.call.id')) ?? `tool:${start}`;
  const given = parsed(attributes.get('gen_ai.tool.call.arguments'));
  const told = isRecord(given) ? new Map(Object.entries(given)) : new Map<string, unknown>();
  writeHandoff(writer, end, told, id, tool, reading);
  if (failed) writer.add(end, 'handoff.failed', { handoff_id: id, reason: code });
}

function writeHandoff(
  writer: EventWriter,
  at: number,
  told: Attributes,
  id: string,
  rule: string | undefined,
  reading: Reading,
): void {
  writer.add(at, 'handoff.initiated', {
    handoff_id: id,
    purpose: 'escalation',
    from: { kind: 'bot' },
    to: { kind: 'human', queue: labelOf(textIn(told, 'queue', 'handoff.queue', 'handoff.target')) },
    signal: 'explicit',
    rule: labelOf(rule),
    ...reading.reasons.of(textIn(told, 'reason', 'handoff.reason')),
    context: { summary: { situation: proseOf(textIn(told, 'summary', 'handoff.summary')) } },
  });
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

interface Answered {
  start: number;
  end: number;
  model: string | undefined;
  error: string | undefined;
}

/** A call to a model is given the whole conversation again: only what came after the model's last word is new. */
function writeMessages(writer: EventWriter, span: Node, attributes: Attributes, answered: Answered): void {
  const { start, end, model, error } = answered;
  const detail = span
    .nodes('events')
    .find((event) => event.text('name') === 'gen_ai.client.inference.operation.details');
  const all = detail ? new Map([...attributes, ...attributesOf(detail)]) : attributes;
  const input = messagesOf(all.get('gen_ai.input.messages') ?? all.get('gen_ai.prompt'));
  const last = input.findLastIndex(({ role }) => role === 'assistant');
  for (const { role, text } of input.slice(last + 1)) {
    if (role === 'user' && text !== undefined)
      writer.add(start, 'turn.recorded', { role: 'customer', text: proseOf(text) });
  }
  const output = messagesOf(all.get('gen_ai.output.messages') ?? all.get('gen_ai.completion'));
  const code = labelOf(error);
  if (output.length === 0 && code !== undefined) {
    writer.add(end, 'turn.recorded', { role: 'bot', model, failed_action: { code } });
  }
  for (const { text } of output) {
    if (text !== undefined) writer.add(end, 'turn.recorded', { role: 'bot', text: proseOf(text), model });
  }
}

function messagesOf(value: unknown): { role: string; text: string | undefined }[] {
  const list = parsed(value);
  if (!Array.isArray(list)) return [];
  return list.filter(isRecord).map((message) => ({ role: String(message.role), text: textOf(message) }));
}

function textOf(message: Record<string, unknown>): string | undefined {
  if (typeof message.content === 'string') return message.content || undefined;
  const parts = Array.isArray(message.parts) ? message.parts : [];
  const texts = parts
    .filter(isRecord)
    .flatMap((part) => (part.type === 'text' && typeof part.content === 'string' ? [part.content] : []));
  return texts.join('\n') || undefined;
}
