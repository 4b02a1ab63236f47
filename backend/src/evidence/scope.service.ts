import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { AccountService } from '../access/account.service.js';
import type { SubjectReference } from '../contract/erasure.js';
import type { evidenceScope } from '../contract/evidence.js';
import { Problem } from '../contract/problem.js';
import type { QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import { orderEvents } from '../episodes/order.js';
import { collectStories } from '../episodes/story.js';
import { EntriesStore } from '../ledger/entries.store.js';
import { conversationKeys, type EntryFilter } from '../ledger/entry-filter.js';
import { findGenerations } from '../ledger/erasure.store.js';
import { Keyring } from '../ledger/keyring.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import { customerPseudonyms, subjectNamed } from '../ledger/seal.js';
import { type HandoffPlace, HandoffPlaceStore } from './handoff-place.store.js';

export type EvidenceScope = z.output<typeof evidenceScope>;
/** Whom a pack is about, without names: what a decision says is not erased with those it is about. */
export function recordedScope(scope: EvidenceScope, filter: EntryFilter): Record<string, unknown> {
  if (scope.kind === 'range') return scope;
  const text = (references: readonly Buffer[] | undefined) =>
    references?.map((reference) => reference.toString('base64url'));
  const { conversations, customers, actors } = filter;
  return {
    kind: scope.kind,
    ...(scope.kind === 'handoff' ? { key: scope.key } : { subject: scope.subject.kind }),
    ...Object.fromEntries(
      Object.entries({ conversations, customers, actors })
        .map(([name, references]) => [name, text(references)] as const)
        .filter(([, references]) => references !== undefined),
    ),
  };
}

type EntryQuery = QueryOf<typeof routes.ledgerEntries>;

/** From what people name to what the ledger is searched by. */
@Injectable()
export class ScopeService {
  constructor(
    private readonly keyring: Keyring,
    private readonly entries: EntriesStore,
    private readonly ledger: LedgerStore,
    private readonly handoffs: HandoffPlaceStore,
    private readonly accounts: AccountService,
    private readonly database: Database,
  ) {}

  async ofQuery(query: EntryQuery): Promise<EntryFilter> {
    const { type, source, conversation, handoff, customer, actor, from, to } = query;
    return {
      type,
      source,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
      conversations: conversation ? await this.conversations(conversation, source) : undefined,
      customers: customer ? await this.customers(customer) : undefined,
      actors: actor ? await this.actors(actor) : undefined,
      indices: handoff ? await this.entriesOfHandoffs(handoff) : undefined,
      // Whoever was erased is not found by a name that somebody still remembers.
      unerased: Boolean(conversation || customer),
    };
  }

  async ofEvidence(scope: EvidenceScope): Promise<EntryFilter> {
    if (scope.kind === 'range') return { first: scope.first, last: scope.last };
    if (scope.kind === 'subject') return this.ofSubject(scope.subject);
    // A chain of hops stays within its conversation: its key is a member of it.
    const places = await this.handoffs.find(scope.key);
    const conversations = places
      .filter(({ handoff_key }) => handoff_key.toString('base64url') === scope.key)
      .map(({ conversation_key }) => conversation_key);
    if (conversations.length === 0) throw new Problem('not_found', { detail: 'There is no such handoff.' });
    return { conversations };
  }

  private async ofSubject(subject: SubjectReference): Promise<EntryFilter> {
    switch (subject.kind) {
      case 'customer':
        return { customers: await this.customers(subject.id) };
      case 'conversation':
        return { conversations: await this.conversations(subject.id, subject.source) };
      case 'actor':
        return { actors: await this.references('agent', [subject.id]) };
    }
  }

  /** Without a source each is tried: the same id in two of them is two conversations. */
  private async conversations(id: string, source: string | undefined): Promise<Buffer[]> {
    return conversationKeys(this.keyring, id, source ? [source] : await this.entries.sources());
  }

  /** The word itself may be an id too: of somebody whose account is no longer there. */
  private async actors(word: string): Promise<Buffer[]> {
    const ids = new Set([word, ...(await this.accounts.idsOf(word))]);
    return this.references('agent', [...ids]);
  }

  private customers(id: string): Promise<Buffer[]> {
    return this.references('customer', customerPseudonyms(this.keyring, id));
  }

  /** In all generations: an erasure ends a reference, what comes later has the next. */
  private async references(kind: 'customer' | 'agent', ids: readonly string[]): Promise<Buffer[]> {
    const named = ids.map((id) => subjectNamed(this.keyring, kind, id));
    const found = await findGenerations(this.database, this.keyring, named);
    return found.flat().map((subject) => subject.ref);
  }

  /** What is told of a handoff on its page, also by events that do not name it. */
  private async entriesOfHandoffs(word: string): Promise<number[]> {
    const places = await this.handoffs.find(word);
    const head = await this.ledger.head();
    const found = await Promise.all(places.map((place) => this.entriesOfHandoff(place, head)));
    return found.flat();
  }

  private async entriesOfHandoff(place: HandoffPlace, head: number): Promise<number[]> {
    const events = await this.ledger.readConversations([place.conversation_key], head);
    const key = place.handoff_key.toString('base64url');
    const { of } = collectStories(orderEvents(events));
    return events
      .filter((event) => event.link.handoff === key || of.get(event)?.key === key)
      .map((event) => event.index);
  }
}
