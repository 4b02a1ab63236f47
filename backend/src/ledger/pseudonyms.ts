import { createHmac } from 'node:crypto';
import type { CloudEvent } from '../contract/events.js';
import type { Link } from './ledger-event.js';
import { isDecision } from './open-fields.js';

/** Whose data an event is: erasing the subject's key erases its payload. */
export type SubjectClass = 'customer' | 'conversation' | 'agent' | 'site';
export interface Subject {
  class: SubjectClass;
  /** 32 bytes, base64url. */
  ref: string;
}

const keyBytes = 16;
const cached = 20_000;

/** E-mail addresses differ in case and still are one person; other ids may not. */
function normaliseCustomer(id: string): string {
  const trimmed = id.normalize('NFC').trim();
  return trimmed.includes('@') ? trimmed.toLowerCase() : trimmed;
}

interface Named {
  customer?: { id: string };
  handoff_id?: string;
  action_id?: string;
  required_actions?: { id: string }[];
  actor?: { id?: string };
}

/** Keyed digests under the deployment's pepper: nobody without it can guess what they stand for. */
export class Pseudonyms {
  /** Ids repeat from event to event of a conversation. */
  private readonly known = new Map<string, string>();

  constructor(private readonly pepper: Buffer) {}

  /** Bytes of a UUID of version 8: a function of (source, id) alone. */
  uid(source: string, id: string): Buffer {
    const bytes = this.digest(`uid\0${source}\0${id}`).subarray(0, keyBytes);
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
    return bytes;
  }

  /** Tells a repeat from a conflict. Keyed, so that erased content cannot be guessed. */
  contentHash(canonicalEvent: string): Buffer {
    return this.digest(`content\0${canonicalEvent}`);
  }

  conflictSeal(source: string, id: string, contentHash: Buffer): Buffer {
    return this.digest(`conflict\0${source}\0${id}\0${contentHash.toString('hex')}`);
  }

  conversationKey(source: string, id: string): string {
    return this.key(`conversation\0${source}\0${id}`);
  }

  customerKey(id: string): string {
    return this.key(`customer\0${normaliseCustomer(id)}`);
  }

  link({ source, subject, data }: CloudEvent): Link {
    const { customer, handoff_id, action_id, required_actions } = data as Named;
    const link: Link = {};
    if (subject !== undefined) link.conversation = this.conversationKey(source, subject);
    if (customer) link.customer = this.customerKey(customer.id);
    if (handoff_id !== undefined) link.handoff = this.key(`handoff\0${source}\0${handoff_id}`);
    if (action_id !== undefined) link.action = this.key(`action\0${source}\0${action_id}`);
    if (required_actions) link.actions = required_actions.map(({ id }) => this.key(`action\0${source}\0${id}`));
    return link;
  }

  /** The customer, when the event names one; else its conversation; else who decided, or the source itself. */
  subject({ source, subject, type, data }: CloudEvent): Subject {
    const { customer, actor } = data as Named;
    if (isDecision(type)) return this.subjectOf('agent', actor?.id ?? '');
    if (customer) return this.subjectOf('customer', normaliseCustomer(customer.id));
    if (subject !== undefined) return this.subjectOf('conversation', `${source}\0${subject}`);
    return this.subjectOf('site', source);
  }

  private subjectOf(subjectClass: SubjectClass, id: string): Subject {
    return { class: subjectClass, ref: this.remember(`subject\0${subjectClass}\0${id}`, 32) };
  }

  private key(text: string): string {
    return this.remember(text, keyBytes);
  }

  private remember(text: string, length: number): string {
    const found = this.known.get(text);
    if (found !== undefined) return found;
    if (this.known.size >= cached) this.known.clear();
    const made = this.digest(text).subarray(0, length).toString('base64url');
    this.known.set(text, made);
    return made;
  }

  private digest(text: string): Buffer {
    return createHmac('sha256', this.pepper).update(text).digest();
  }
}
