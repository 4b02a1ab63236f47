import { customerOf } from './customer.js';
import { digestOf, EventWriter } from './event-writer.js';
import type { Slot } from './memory.js';
import type { Node } from './node.js';
import type { Understood } from './source.js';
import { type Reading, vendorSource } from './vendor-source.js';
import { identifierOf, labelOf, proseOf } from './words.js';

type Kind = 'bot' | 'human' | 'system';

/** Who holds each conversation's switchboard, as far as this import has seen. */
type Holders = Slot<Kind>;

/** Webhook deliveries of Zendesk's Sunshine Conversations; each holds one or several events. */
export const sunshine = vendorSource({
  name: 'sunshine',
  describes: 'Zendesk Sunshine Conversations webhook deliveries',
  reasons: { transferToEmail: 'capacity', ticketClosed: 'unknown' },
  recognises: (record) => 'app' in record && Array.isArray(record.events),
  remembers: true,
  begin: (reading) => {
    const holders: Holders = reading.remember<Kind>('holder');
    const seen = reading.remember<true>('started');
    // A delivery that was not answered comes again, up to five times.
    const known = reading.remember<true>('event');
    const isNew = (event: Node) => known.meet(event.text('id') ?? digestOf(event.value));
    return (delivery) => {
      const parts = delivery
        .nodes('events')
        .map((event) =>
          isNew(event)
            ? mapEvent(event, reading, holders, seen)
            : { events: [], ignored: 'a repeated event' },
        );
      const kinds = parts.flatMap((part) => part.ignored ?? []);
      const events = parts.flatMap((part) => part.events);
      return events.length > 0 ? { events } : { events, ignored: kinds[0] ?? 'an empty delivery' };
    };
  },
});

function mapEvent(event: Node, reading: Reading, holders: Holders, seen: Slot<true>): Understood {
  const type = event.needText('type');
  const payload = event.node('payload');
  const conversation = payload?.node('conversation');
  const id = conversation?.text('id');
  const step = stepOf(type);
  if (step === undefined || id === undefined) return { events: [], ignored: type };
  const message = payload?.node('message');
  const at = message?.time('received') ?? event.needTime('createdAt');
  const writer = new EventWriter(reading.source, id, event.text('id') ?? digestOf(event.value));
  const active = kindOf(conversation?.node('activeSwitchboardIntegration'));
  const before = holders.get(id);
  if (seen.meet(id)) writeStart(writer, at, payload, message);
  if (step === 'message') writeMessage(writer, at, message, before ?? active, event);
  else if (step === 'pass' || step === 'offer') {
    const to = conversation?.node(
      step === 'offer' ? 'pendingSwitchboardIntegration' : 'activeSwitchboardIntegration',
    );
    const parties = { from: step === 'offer' ? (active ?? before) : before, to: kindOf(to), queue: to };
    writeHandoff(
      writer,
      at,
      { id: handoffId(event), rule: type, metadata: payload?.node('metadata'), ...parties },
      reading,
    );
    if (step === 'pass' && parties.to) holders.set(id, parties.to);
  } else if (step === 'accept') {
    writer.add(at, 'handoff.accepted', {
      queue: labelOf(conversation?.node('activeSwitchboardIntegration')?.text('name')),
    });
    if (active) holders.set(id, active);
  } else if (step === 'release') {
    const reason = payload?.text('reason');
    if (before === 'human') writeReturn(writer, at, handoffId(event), type, reason, reading);
    if (active) holders.set(id, active);
  } else writer.add(at, 'handoff.failed', { reason: failureOf(payload, type) });
  if (active && step === 'message' && before === undefined) holders.set(id, active);
  return { events: writer.events };
}

const handoffId = (event: Node) => identifierOf(event.text('id')) ?? digestOf(event.value);

function stepOf(type: string): 'message' | 'pass' | 'offer' | 'accept' | 'release' | 'failure' | undefined {
  if (type === 'conversation:message') return 'message';
  if (!type.startsWith('switchboard:')) return undefined;
  if (type.endsWith(':failure')) return 'failure';
  const found = /^switchboard:(pass|offer|accept|release)Control$/.exec(type)?.[1];
  return found as 'pass' | 'offer' | 'accept' | 'release' | undefined;
}

/** Agents work in Zendesk's workspace; every other integration of a switchboard answers by itself. */
function kindOf(integration: Node | undefined): Kind | undefined {
  const said = integration?.text('integrationType') ?? integration?.text('name');
  if (said === undefined) return undefined;
  return /agentWorkspace|support|^zd-?agent|agent[-_ ]?workspace/i.test(said) && !/answerBot/i.test(said)
    ? 'human'
    : 'bot';
}

function writeStart(
  writer: EventWriter,
  at: number,
  payload: Node | undefined,
  message: Node | undefined,
): void {
  const user = payload?.node('user') ?? message?.node('author')?.node('user');
  writer.add(at, 'conversation.started', {
    channel: labelOf((message?.node('source') ?? payload?.node('source'))?.text('type')),
    customer: customerOf({
      own: user?.text('externalId'),
      mail: user?.node('profile')?.text('email'),
      vendor: user?.text('id'),
    }),
  });
}

function writeMessage(
  writer: EventWriter,
  at: number,
  message: Node | undefined,
  holder: Kind | undefined,
  event: Node,
): void {
  const author = message?.node('author');
  const content = message?.node('content');
  const type = content?.text('type');
  const isAi = author?.texts('subtypes').some((each) => each.toLowerCase() === 'ai') === true;
  const isAgent = /agentWorkspace/i.test(message?.node('source')?.text('type') ?? '');
  const role = author?.text('type') === 'user' ? 'customer' : isAi ? 'bot' : isAgent ? 'human' : holder;
  if (!author || role === undefined)
    throw event.refusal('who speaks for the business is not known', 'payload');
  writer.add(at, 'turn.recorded', {
    role,
    text: proseOf(content?.text('text'), `${content?.pointer}/text`),
    attachments: type !== undefined && type !== 'text' ? [type] : undefined,
  });
}

interface Passed {
  id: string;
  rule: string;
  from: Kind | undefined;
  to: Kind | undefined;
  queue: Node | undefined;
  metadata: Node | undefined;
}

function writeHandoff(writer: EventWriter, at: number, passed: Passed, reading: Reading): void {
  const { metadata } = passed;
  const from = passed.from ?? (passed.to === 'bot' ? 'human' : 'bot');
  const to = passed.to ?? 'human';
  writer.add(at, 'handoff.initiated', {
    handoff_id: passed.id,
    purpose:
      from === 'human' ? (to === 'bot' ? 'return' : 'transfer') : to === 'bot' ? 'transfer' : 'escalation',
    from: { kind: from },
    to: { kind: to, queue: labelOf(passed.queue?.text('name')) },
    signal: 'explicit',
    rule: labelOf(passed.rule),
    ...reading.reasons.of(reasonOf(metadata)),
    context: {
      intent: labelOf(metadata?.text('intent', 'dataCapture.systemField.intent')),
      summary: { situation: proseOf(metadata?.text('summary', 'first_message')) },
      entities: metadata?.plain(),
    },
  });
}

const reasonOf = (metadata: Node | undefined) =>
  metadata?.text('reason', 'handoff_reason', 'escalation_reason', 'dataCapture.systemField.reason');

function writeReturn(
  writer: EventWriter,
  at: number,
  id: string,
  rule: string,
  reason: string | undefined,
  reading: Reading,
): void {
  writer.add(at, 'handoff.initiated', {
    handoff_id: id,
    purpose: 'return',
    from: { kind: 'human' },
    to: { kind: 'bot' },
    signal: 'explicit',
    rule,
    ...reading.reasons.of(reason),
  });
}

function failureOf(payload: Node | undefined, type: string): string | undefined {
  const given = payload?.raw('error');
  const error =
    typeof given === 'object'
      ? payload?.node('error')?.text('code', 'message', 'title')
      : payload?.text('error');
  return labelOf(error ?? type);
}
