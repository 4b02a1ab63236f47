import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { FollowService } from '../follow/follow.service.js';
import type { ErasedSubjects, Follower } from '../follow/follower.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { callbackName, creditCallbacks, noCallback } from './callbacks.js';
import { type CreditedHandoff, type CustomerFacts, EpisodesStore, tables } from './episodes.store.js';
import { foldConversation } from './fold.js';
import type { Callback, ConversationFacts, Key } from './rows.js';

/** Keeps conversations, episodes, handoffs, actions, callbacks and releases. */
@Injectable()
export class EpisodesFollower implements Follower, OnModuleInit {
  readonly name = 'episodes';
  readonly tables = [...tables, 'release'];

  constructor(
    private readonly follow: FollowService,
    private readonly ledger: LedgerStore,
    private readonly store: EpisodesStore,
  ) {}

  onModuleInit(): void {
    this.follow.register(this);
  }

  async apply(batch: readonly LedgerEvent[], upTo: number, tx: Transaction): Promise<void> {
    await this.store.announce(
      batch.filter((event) => event.type === 'bot.released'),
      tx,
    );
    const groups = byConversation(batch);
    if (groups.size === 0) return;
    const known = await this.store.findKnown([...groups.keys()], tx);
    // A conversation without facts has all its leaves in this batch: nothing has to be read again.
    const earlier = await this.ledger.readConversations(
      [...known.keys()].map((key) => Buffer.from(key, 'base64url')),
      upTo,
    );
    for (const [key, events] of byConversation(earlier)) groups.set(key, events);
    await this.write(groups, known, tx);
  }

  async derive({ conversations }: ErasedSubjects, upTo: number, tx: Transaction): Promise<void> {
    const known = await this.store.findKnown(
      conversations.map((key) => key.toString('base64url')),
      tx,
    );
    const keys = [...known.keys()].map((key) => Buffer.from(key, 'base64url'));
    const groups = byConversation(await this.ledger.readConversations(keys, upTo, tx));
    if (groups.size > 0) await this.write(groups, known, tx);
  }

  async reset(tx: Transaction): Promise<void> {
    await this.store.clear(tx);
  }

  /** `known`: which of the conversations have facts already, and whose they were. */
  private async write(
    groups: ReadonlyMap<Key, LedgerEvent[]>,
    known: ReadonlyMap<Key, Key>,
    tx: Transaction,
  ): Promise<void> {
    const facts = [...groups.values()].map(foldConversation);
    const elsewhere = await this.creditCustomers(facts, known, tx);
    await this.store.replace(facts, [...known.keys()], tx);
    await this.store.credit(elsewhere, tx);
  }

  /** Fills in the callbacks of `facts`; gives those that change in the same customers' other conversations. */
  private async creditCustomers(
    facts: readonly ConversationFacts[],
    known: ReadonlyMap<Key, Key>,
    tx: Transaction,
  ): Promise<CreditedHandoff[]> {
    const named = facts.map(({ conversation }) => conversation);
    // A conversation without a customer stands for itself: there are no others to look into.
    const customers = new Set([
      ...named.filter((row) => row.customer_key !== row.conversation_key).map((row) => row.customer_key),
      ...[...known]
        .filter(([conversation, customer]) => customer !== conversation)
        .map(([, customer]) => customer),
    ]);
    const others = await this.store.readCustomers(
      [...customers],
      named.map((row) => row.conversation_key),
      tx,
    );
    const credited = creditEach(facts, others);
    for (const handoff of facts.flatMap((fact) => fact.handoffs)) {
      Object.assign(handoff, credited.get(callbackName(handoff)) ?? noCallback);
    }
    return others.handoffs.flatMap((handoff) => {
      const { customer_key, conversation_key, handoff_key } = handoff;
      const now = credited.get(callbackName(handoff)) ?? noCallback;
      return isSame(handoff, now) ? [] : [{ customer_key, conversation_key, handoff_key, ...now }];
    });
  }
}

function byConversation(events: readonly LedgerEvent[]): Map<Key, LedgerEvent[]> {
  const groups = new Map<Key, LedgerEvent[]>();
  for (const event of events) {
    const key = event.link.conversation;
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  return groups;
}

function creditEach(facts: readonly ConversationFacts[], others: CustomerFacts): Map<string, Callback> {
  const customers = new Map<Key, CustomerFacts>();
  const of = (key: Key) => {
    const found = customers.get(key) ?? { handoffs: [], contacts: [] };
    customers.set(key, found);
    return found;
  };
  for (const handoff of [...facts.flatMap((fact) => fact.handoffs), ...others.handoffs]) {
    of(handoff.customer_key).handoffs.push(handoff);
  }
  for (const contact of [...facts.flatMap((fact) => fact.contacts), ...others.contacts]) {
    of(contact.customer_key).contacts.push(contact);
  }
  return new Map(
    [...customers.values()].flatMap(({ handoffs, contacts }) => [...creditCallbacks(handoffs, contacts)]),
  );
}

function isSame(a: Callback, b: Callback): boolean {
  return (
    a.callback_at === b.callback_at &&
    a.callback_key === b.callback_key &&
    a.callback_reasons.join() === b.callback_reasons.join()
  );
}
