import type { Transaction } from '../db/database.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { AtHand } from './at-hand.js';

/** What erased keys had encrypted. */
export interface ErasedSubjects {
  /** Keys of conversations. */
  conversations: readonly Buffer[];
  /** Decisions of erased actors, as they are now: without their words. */
  decisions: readonly LedgerEvent[];
}

/**
 * Derives facts from the ledger. What it writes must be a function of the set of events below its cursor,
 * whatever their order, so that it can be thrown away and rebuilt to the same bytes.
 */
export interface Follower {
  readonly name: string;
  /** Everything it derives. */
  readonly tables: readonly string[];
  /** A follower whose facts this one reads: it never runs ahead of it. */
  readonly after?: string;
  /**
   * Applies the leaves below `upTo` that it has not seen, in the transaction that also moves its cursor. A conversation
   * that is at hand as a whole need not be read and opened again.
   */
  apply(batch: readonly LedgerEvent[], upTo: number, tx: Transaction, atHand: AtHand): Promise<void>;
  /**
   * Derives again what it has of these conversations, and of these decisions, from the leaves below `upTo`, after
   * keys were erased in the same transaction: what is left is what a rebuild would give.
   */
  derive(erased: ErasedSubjects, upTo: number, tx: Transaction): Promise<void>;
  /** Empties everything it derived. */
  reset(tx: Transaction): Promise<void>;
}
