import { createHash } from 'node:crypto';
import type { IncomingType } from '../../backend/src/contract/event-types.js';
import type { CloudEvent, DataOf } from '../../backend/src/contract/events.js';
import { committedFields } from '../../backend/src/ledger/fields.js';
import type { LedgerEvent, Link } from '../../backend/src/ledger/ledger-event.js';
import { openFields } from '../../backend/src/ledger/open-fields.js';

const epoch = Date.parse('2026-03-02T08:00:00Z');
/** Milliseconds of a minute of the written logs. */
export const minute = (minutes: number) => epoch + minutes * 60_000;

type Handoff = Partial<DataOf<'handoff.initiated'>> & { handoff_id: string };

/** Writes down what happens in one conversation, minute by minute. */
export class EventLog {
  readonly events: CloudEvent[] = [];

  constructor(
    readonly conversation = 'c-1',
    readonly source = 'web',
  ) {}

  add<T extends IncomingType>(type: T, at: number, data: DataOf<T>, more: Partial<CloudEvent> = {}): this {
    this.events.push({
      specversion: '1.0',
      id: `${this.conversation}-${this.events.length}`,
      source: this.source,
      subject: this.conversation,
      time: new Date(minute(at)).toISOString(),
      type,
      data: withoutUndefined(data),
      ...more,
    });
    return this;
  }

  started(at: number, data: DataOf<'conversation.started'> = { bot: 'ada' }): this {
    return this.add('conversation.started', at, data);
  }

  customer(at: number, data: Partial<DataOf<'turn.recorded'>> = {}): this {
    return this.add('turn.recorded', at, { role: 'customer', ...data });
  }

  bot(at: number, data: Partial<DataOf<'turn.recorded'>> = {}): this {
    return this.add('turn.recorded', at, { role: 'bot', ...data });
  }

  human(at: number, data: Partial<DataOf<'turn.recorded'>> = {}): this {
    return this.add('turn.recorded', at, { role: 'human', ...data });
  }

  ended(at: number, data: DataOf<'conversation.ended'> = {}): this {
    return this.add('conversation.ended', at, data);
  }

  /** From the bot to a human, unless `handoff` says otherwise. */
  escalated(at: number, handoff: Handoff = { handoff_id: 'h-1' }): this {
    return this.add('handoff.initiated', at, {
      purpose: 'escalation',
      from: { kind: 'bot' },
      to: { kind: 'human', queue: 'billing' },
      ...handoff,
    });
  }

  transferred(at: number, handoff: Handoff): this {
    return this.escalated(at, { purpose: 'transfer', from: { kind: 'human' }, ...handoff });
  }

  returned(at: number, handoff: Handoff): this {
    return this.escalated(at, {
      purpose: 'return',
      from: { kind: 'human' },
      to: { kind: 'bot' },
      ...handoff,
    });
  }

  accepted(at: number, handoff_id?: string): this {
    return this.add('handoff.accepted', at, { handoff_id });
  }

  failed(at: number, handoff_id?: string): this {
    return this.add('handoff.failed', at, { handoff_id, reason: 'no agent' });
  }

  resolved(
    at: number,
    resolution: Partial<DataOf<'handoff.resolved'>['resolution']> = {},
    id?: string,
  ): this {
    return this.add('handoff.resolved', at, {
      handoff_id: id,
      resolution: { outcome: 'resolved', ...resolution },
    });
  }

  acted(at: number, data: Partial<DataOf<'action.recorded'>> & { action_id: string }): this {
    return this.add('action.recorded', at, { result: 'correct', evidence: 'system', ...data });
  }

  /** As the followers see them. */
  get entries(): LedgerEvent[] {
    return ledgerEvents(this.events);
  }
}

/** Absent members are absent, as they are in JSON. */
const withoutUndefined = (data: object) => JSON.parse(JSON.stringify(data)) as Record<string, unknown>;

const keyOf = (...parts: string[]) =>
  createHash('sha256').update(parts.join('\0')).digest().subarray(0, 16).toString('base64url');
export const conversationKey = (id: string, source = 'web') => keyOf('conversation', source, id);
export const customerKey = (id: string) => keyOf('customer', id);
export const handoffKey = (id: string, source = 'web') => keyOf('handoff', source, id);
export const actionKey = (id: string, source = 'web') => keyOf('action', source, id);

/** Stands in for the ledger where nothing but the fold is tested: same shape, keys without a pepper. */
export function ledgerEvents(events: readonly CloudEvent[]): LedgerEvent[] {
  return events.map((event, index) => ({
    index,
    uid: uuidOf(event),
    type: event.type,
    source: event.source,
    at: Date.parse(event.time),
    rx: epoch + index,
    pub: openFields(event as CloudEvent & { type: IncomingType }),
    committed: committedFields(event).map(({ pointer }) => pointer),
    link: linkOf(event),
    event,
  }));
}

const uuidOf = ({ source, id }: { source: string; id: string }) =>
  Buffer.from(keyOf('event', source, id), 'base64url')
    .toString('hex')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');

function linkOf({ source, subject, supersedes, record, data }: CloudEvent): Link {
  const { customer, handoff_id, action_id, required_actions } = data as {
    customer?: { id: string };
    handoff_id?: string;
    action_id?: string;
    required_actions?: { id: string }[];
  };
  const link: Link = {};
  if (subject !== undefined) link.conversation = conversationKey(subject, source);
  if (customer) link.customer = customerKey(customer.id);
  if (handoff_id !== undefined) link.handoff = handoffKey(handoff_id, source);
  if (action_id !== undefined) link.action = actionKey(action_id, source);
  if (required_actions) link.actions = required_actions.map(({ id }) => actionKey(id, source));
  if (supersedes !== undefined) link.supersedes = uuidOf({ source, id: supersedes });
  if (record !== undefined) link.record = keyOf('record', source, subject ?? '', record);
  return link;
}
