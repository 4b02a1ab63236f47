import type { EventType } from '../contract/event-types.js';
import type { CloudEvent } from '../contract/events.js';
import type { Pub } from './open-fields.js';

/** Who and what an event is about: 22-character base64url of 16-byte HMACs under the deployment's pepper. */
export interface Link {
  conversation?: string;
  customer?: string;
  handoff?: string;
  action?: string;
  /** Of a handoff's required actions, in the order of `pub.actions`. */
  actions?: string[];
  /** The event that it corrects, by `uid`. */
  supersedes?: string;
  /** The vendor's record that it was made from, within its conversation; `pub.rev` says which revision of it. */
  record?: string;
}

/** One ledger entry as its readers see it. Everything that is counted reads all but `index`, `rx` and `event`. */
export interface LedgerEvent {
  index: number;
  /** Function of (source, id) alone: the last tie-break of every order. */
  uid: string;
  type: EventType;
  source: string;
  /** When it happened, ms. */
  at: number;
  /** When it was received, ms. */
  rx: number;
  pub: Pub;
  /** Pointers of the values that the entry commits; they stay readable for ever, as `pub` does. */
  committed: readonly string[];
  link: Link;
  /** The original; undefined once its subject was erased. */
  event: CloudEvent | undefined;
}
