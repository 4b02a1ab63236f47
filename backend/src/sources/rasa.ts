import { customerOf } from './customer.js';
import { EventWriter } from './event-writer.js';
import type { Slot } from './memory.js';
import type { Node } from './node.js';
import type { Understood } from './source.js';
import { microsBelow } from './times.js';
import { ignored, type Reading, vendorSource } from './vendor-source.js';
import { labelOf, proseOf, shareOf } from './words.js';

/** Tracker events as the event broker publishes them (Kafka, one per line), or a whole tracker with its `events`. */
export const rasa = vendorSource({
  name: 'rasa',
  describes:
    'Rasa tracker events: JSON lines, a tracker dump, values of the Kafka topic or rows of the SQL store',
  handoffTools: [
    'action_human_handoff',
    'action_handoff',
    'action_handover',
    'action_trigger_handoff',
    'action_escalate',
    'human_handoff',
    'pattern_human_handoff',
  ],
  recognises: (record) =>
    'sender_id' in record && ('event' in record || Array.isArray(record.events) || 'type_name' in record),
  remembers: true,
  begin: (reading) => {
    const seen = reading.remember<true>('started');
    return (record) => {
      const sender = record.needText('sender_id');
      // A row of the SQL tracker store has the event as a text.
      const event = record.has('type_name') ? record.parsed('data') : record;
      if (!event) throw record.refusal('must be the event as JSON', 'data');
      if (!record.has('events')) return mapEvent(event, sender, reading, seen);
      const parts = record.nodes('events').map((event) => mapEvent(event, sender, reading, seen));
      return { events: parts.flatMap((part) => part.events) };
    };
  },
});

const silent = new Set(['action_listen', 'action_session_start', 'action_default_fallback_listen']);

function mapEvent(record: Node, sender: string, reading: Reading, seen: Slot<true>): Understood {
  const kind = record.needText('event');
  if (!Object.hasOwn(writers, kind)) return ignored(kind);
  const at = record.needTime('timestamp');
  // An event has no id of its own; the same event of a tracker dump and of the topic are one.
  const own = record.text('message_id', 'name') ?? record.text('text') ?? '';
  const writer = new EventWriter(reading.source, sender, `${kind}\0${record.text('timestamp')}\0${own}`);
  const order = microsBelow(record.raw('timestamp')) * 10;
  const add: Add = (type, data, step = 0) => writer.add(at, type, data, { order: order + step });
  if (seen.meet(sender)) {
    add('conversation.started', {
      channel: labelOf(record.text('input_channel')),
      bot: labelOf(record.text('assistant_id') ?? record.node('metadata')?.text('assistant_id')),
      bot_version: labelOf(record.node('metadata')?.text('model_id')),
      customer: customerOf({ phone: sender, mail: sender }),
    });
  }
  const what = writers[kind]?.(record, add, reading);
  return what === undefined ? { events: writer.events } : { events: writer.events, ignored: what };
}

type Add = (
  type: Parameters<EventWriter['add']>[1],
  data: Record<string, unknown> & object,
  step?: number,
) => void;

/** Gives what it is when it says nothing. */
type Write = (record: Node, add: Add, reading: Reading) => string | undefined;

const handoffOf = (record: Node, reading: Reading, rule: string) => {
  const metadata = record.node('metadata');
  return {
    handoff_id: `${record.raw('timestamp')}`,
    purpose: 'escalation',
    from: { kind: 'bot' },
    to: { kind: 'human', queue: labelOf(metadata?.text('queue', 'department')) },
    signal: 'explicit',
    rule,
    ...reading.reasons.of(metadata?.text('reason', 'handoff_reason')),
  };
};

const writers: Record<string, Write> = {
  user: (record, add) => {
    const parsed = record.node('parse_data');
    const intent = parsed?.node('intent');
    add(
      'turn.recorded',
      {
        role: 'customer',
        text: proseOf(record.text('text') ?? parsed?.text('text'), `${record.pointer}/text`),
        intent: labelOf(intent?.text('name')),
        confidence: shareOf(intent?.number('confidence')),
      },
      1,
    );
    return undefined;
  },
  bot: (record, add) => {
    const text = proseOf(record.text('text'), `${record.pointer}/text`);
    const action = labelOf(record.node('metadata')?.text('utter_action'));
    add(
      'turn.recorded',
      { role: 'bot', text, action, model: labelOf(record.node('metadata')?.text('model')) },
      1,
    );
    return undefined;
  },
  agent: (record, add) => {
    add('turn.recorded', { role: 'human', text: proseOf(record.text('text'), `${record.pointer}/text`) }, 1);
    return undefined;
  },
  action: (record, add, reading) => {
    const name = record.needText('name');
    if (reading.handsOver(name)) {
      add('handoff.initiated', handoffOf(record, reading, name), 1);
      return undefined;
    }
    // What it says comes as a `bot` event of its own.
    if (silent.has(name) || name.startsWith('utter_'))
      return `action ${name.startsWith('utter_') ? 'utter_…' : name}`;
    // The policy's confidence is not the intent's, and is left out.
    add('turn.recorded', { role: 'bot', action: labelOf(name) }, 1);
    return undefined;
  },
  action_execution_rejected: (record, add) => {
    const name = labelOf(record.text('name'));
    add(
      'turn.recorded',
      { role: 'bot', action: name, failed_action: { code: 'execution_rejected', name } },
      1,
    );
    return undefined;
  },
  pause: (record, add, reading) => {
    add(
      'handoff.initiated',
      { ...handoffOf(record, reading, 'rasa-conversation-paused'), signal: 'inferred' },
      1,
    );
    return undefined;
  },
  resume: (record, add) => {
    add(
      'handoff.initiated',
      {
        handoff_id: `${record.raw('timestamp')}`,
        purpose: 'return',
        from: { kind: 'human' },
        to: { kind: 'bot' },
        signal: 'inferred',
        rule: 'rasa-conversation-resumed',
      },
      1,
    );
    return undefined;
  },
  session_ended: (_, add) => {
    add('conversation.ended', { by: 'system' }, 1);
    return undefined;
  },
};
