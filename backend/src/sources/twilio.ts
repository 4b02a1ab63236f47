import { customerOf } from './customer.js';
import { digestOf, EventWriter } from './event-writer.js';
import type { Node } from './node.js';
import type { Understood } from './source.js';
import { ignored, type Reading, vendorSource } from './vendor-source.js';
import { identifierOf, labelOf } from './words.js';

/** One event of TaskRouter or Flex: its kind, without `com.twilio.taskrouter.` before it. */
interface TaskEvent {
  kind: string;
  at: number;
  task: string;
  payload: Node;
  attributes: Node | undefined;
}

/** Events of TaskRouter as Event Streams delivers them (CloudEvents) or as its webhook posts them, and of Flex. */
export const twilio = vendorSource({
  name: 'twilio',
  describes: 'Twilio TaskRouter and Flex events: Event Streams (CloudEvents) or webhook',
  reasons: { agent_requested: 'customer_request', fallback: 'no_match' },
  recognises: (record) =>
    (typeof record.type === 'string' && record.type.startsWith('com.twilio.')) ||
    ('EventType' in record && ('TaskSid' in record || 'WorkspaceSid' in record)),
  remembers: true,
  begin: (reading) => {
    const conversations = reading.remember<string>('conversation');
    return (record) => {
      const event = eventOf(record);
      if (typeof event === 'string') return ignored(event);
      const found = conversationOf(event) ?? conversations.get(event.task) ?? event.task;
      conversations.set(event.task, found);
      return mapEvent(record, event, found, reading);
    };
  },
});

function eventOf(record: Node): TaskEvent | string {
  const data = record.parsed('data');
  const payload = data?.parsed('payload') ?? data ?? record;
  const type = record.text('type');
  // The envelope's type is what was subscribed to; webhooks have none.
  const named = type?.startsWith('com.twilio.') ? type : payload.text('eventtype', 'event_type', 'EventType');
  const kind = (named ?? '').replace(/^com\.twilio\.(taskrouter|flex)\./, '').toLowerCase();
  const task = payload.text('task_sid', 'TaskSid') ?? transferOf(payload)?.text('task_sid');
  if (task === undefined) return kind === '' ? 'an event without a kind' : kind;
  const at =
    payload.time(['timestamp_ms', 'TimestampMs', 'timestamp', 'Timestamp']) ??
    data?.time(['event_date_ms', 'timestamp']) ??
    record.needTime('time');
  return {
    kind,
    at,
    task,
    payload,
    attributes: payload.parsed('task_attributes', 'TaskAttributes', 'attributes'),
  };
}

const transferOf = (payload: Node) => payload.node('interaction_transfer', 'transfer');

/** What several tasks of one conversation share; the site or Flex writes it into the task's attributes. */
function conversationOf({ attributes }: TaskEvent): string | undefined {
  return (
    attributes?.node('conversations')?.text('conversation_id') ??
    attributes?.text('conversationSid', 'flexInteractionSid', 'channelSid', 'call_sid', 'conversation_id')
  );
}

function mapEvent(record: Node, event: TaskEvent, conversation: string, reading: Reading): Understood {
  const { kind, at, payload } = event;
  const id = record.text('id') ?? payload.text('Sid', 'sid') ?? digestOf(record.value);
  const writer = new EventWriter(reading.source, conversation, id);
  const transfer = payload.text('task_transfer_sid', 'TaskTransferSid');
  const handoff = identifierOf(transfer ?? event.task) ?? event.task;
  const said = {
    handoff_id: handoff,
    by: identifierOf(payload.text('worker_sid', 'WorkerSid')),
    queue: labelOf(payload.text('task_queue_name', 'TaskQueueName')),
  };
  const reason = labelOf(payload.text('reason', 'Reason', 'task_canceled_reason', 'reservation_reason_code'));
  if (kind === 'task.created') writeCreated(writer, event, reading);
  else if (kind === 'reservation.created') writer.add(at, 'handoff.delivered', { handoff_id: handoff });
  else if (kind === 'reservation.accepted') writer.add(at, 'handoff.accepted', said);
  else if (/^reservation\.(rejected|timeout|rescinded)$/.test(kind)) {
    writer.add(at, 'handoff.rerouted', {
      handoff_id: handoff,
      reason: reason ?? kind.split('.')[1],
      path: said.queue,
    });
  } else if (/^task\.(canceled|deleted|system-deleted)$/.test(kind)) {
    writer.add(at, 'handoff.failed', { handoff_id: handoff, reason: reason ?? kind, path: said.queue });
  } else if (kind === 'task.completed') {
    writer.add(at, 'conversation.ended', {
      by: 'human',
      disposition: labelOf(dispositionOf(event)) ?? reason,
    });
  } else if (kind === 'task.transfer-initiated') writeTransfer(writer, event, transfer, reading);
  else if (/^task\.transfer-(failed|canceled|attempt-failed)$/.test(kind)) {
    writer.add(at, 'handoff.failed', {
      handoff_id: transfer === undefined ? undefined : handoff,
      reason: reason ?? kind,
    });
  } else if (transferOf(payload)) writeInteraction(writer, event);
  return writer.events.length > 0 ? { events: writer.events } : ignored(kind);
}

const dispositionOf = ({ attributes }: TaskEvent) =>
  attributes?.node('conversations')?.text('outcome', 'disposition');

/** A task is work for a human. Whether a bot made it is known only where the site wrote it into the attributes. */
function writeCreated(writer: EventWriter, event: TaskEvent, reading: Reading): void {
  const { at, task, payload, attributes } = event;
  const from = attributes?.text('from', 'customerAddress', 'caller');
  const isOutbound = attributes?.text('direction')?.startsWith('outbound') === true;
  const bot = labelOf(attributes?.text('bot', 'bot_name', 'botName', 'virtual_agent', 'virtualAgent'));
  writer.add(at, 'conversation.started', {
    bot,
    channel: labelOf(
      payload.text('task_channel_unique_name', 'TaskChannelUniqueName') ?? attributes?.text('channelType'),
    ),
    initiated_by: isOutbound ? 'business' : attributes?.has('direction') ? 'customer' : undefined,
    language: labelOf(attributes?.text('language')),
    customer: customerOf({
      own:
        attributes?.node('customers')?.text('external_id', 'customer_id') ??
        attributes?.text('customerId', 'customer_id'),
      mail: attributes?.node('customers')?.text('email'),
      phone: from,
      vendor: from,
      at: 'twilio',
    }),
  });
  if (isOutbound) return;
  writer.add(at, 'handoff.initiated', {
    handoff_id: identifierOf(task) ?? task,
    purpose: 'escalation',
    from: { kind: bot === undefined ? 'system' : 'bot' },
    to: {
      kind: 'human',
      queue: labelOf(payload.text('task_queue_name', 'TaskQueueName', 'workflow_name', 'WorkflowName')),
    },
    signal: 'inferred',
    rule: 'taskrouter-task-created',
    ...reading.reasons.of(attributes?.text('handoff_reason', 'escalation_reason', 'reason')),
    context: { intent: labelOf(attributes?.text('intent', 'lastIntent')) },
  });
}

function writeTransfer(
  writer: EventWriter,
  event: TaskEvent,
  transfer: string | undefined,
  reading: Reading,
): void {
  const { at, payload, task } = event;
  writer.add(at, 'handoff.initiated', {
    handoff_id: identifierOf(transfer ?? `${task}:transfer:${at}`) ?? task,
    purpose: 'transfer',
    from: { kind: 'human', id: identifierOf(payload.text('transfer_initiating_worker_sid', 'worker_sid')) },
    to: {
      kind: 'human',
      queue: labelOf(payload.text('transfer_to_queue_name', 'task_queue_name', 'transfer_to')),
    },
    signal: 'explicit',
    rule: 'taskrouter-transfer',
    ...reading.reasons.of(payload.text('transfer_reason')),
  });
}

/** Flex says of an interaction's transfer how it stands. */
function writeInteraction(writer: EventWriter, { at, payload, task }: TaskEvent): void {
  const transfer = transferOf(payload);
  const id = identifierOf(transfer?.text('sid', 'transfer_sid', 'note_sid')) ?? `${task}:transfer`;
  const status = transfer?.text('status')?.toLowerCase();
  if (status === 'failed') writer.add(at, 'handoff.failed', { handoff_id: id, reason: 'transfer_failed' });
  else if (status === 'accepted' || status === 'completed')
    writer.add(at, 'handoff.accepted', { handoff_id: id });
  else {
    writer.add(at, 'handoff.initiated', {
      handoff_id: id,
      purpose: 'transfer',
      from: { kind: 'human', id: identifierOf(transfer?.text('from')) },
      to: {
        kind: transfer?.text('type') === 'external' ? 'system' : 'human',
        id: identifierOf(transfer?.text('to')),
      },
      signal: 'explicit',
      rule: 'flex-interaction-transfer',
    });
  }
}
