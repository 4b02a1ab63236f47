import type { EventType } from '../contract/event-types.js';
import { isDecision } from '../contract/event-types.js';
import type { Keyring } from './keyring.js';
import { conversationPseudonym } from './seal.js';

/** Which entries: everything that is given must hold. Whom they are about is said by keyed digests, never by names. */
export interface EntryFilter {
  type?: string;
  source?: string;
  /** When it happened: from this time on, and before that one. */
  from?: Date;
  to?: Date;
  /** Leaf indices, both included. */
  first?: number;
  last?: number;
  indices?: readonly number[];
  /** Pseudonyms of conversations, any of these. */
  conversations?: readonly Buffer[];
  /** References of customers: their own events and all events of the conversations that name them. */
  customers?: readonly Buffer[];
  /** References of those who decided. */
  actors?: readonly Buffer[];
  /** Leave out entries whose subject was erased. */
  unerased?: boolean;
}

/** Whether few entries are meant, each of which an index finds. */
export const isNarrow = ({ indices, conversations, customers, actors }: EntryFilter): boolean =>
  Boolean(indices || conversations || customers || actors);

/** Whether the entries that are meant may all lie far from the newest, where no index finds them. */
export const isScattered = ({ type, source, from, to }: EntryFilter): boolean =>
  Boolean(source || from || to || (type && !isDecision(type as EventType)));

/** A conversation's pseudonym is its source's own. */
export const conversationKeys = (keyring: Keyring, id: string, sources: readonly string[]): Buffer[] =>
  sources.map((source) => Buffer.from(conversationPseudonym(keyring, source, id), 'base64url'));
