import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { type AtHand, eventsOf } from '../follow/at-hand.js';
import { FollowService } from '../follow/follow.service.js';
import type { ErasedSubjects, Follower } from '../follow/follower.js';
import { groupBy } from '../group-by.js';
import { byConversation } from '../ledger/by-conversation.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { mapInTurns } from '../turns.js';
import { callbackName, creditCallbacks, noCallback } from './callbacks.js';
import { consentRowOf } from './consent.js';
import { ConsentStore } from './consent.store.js';
import { contactKinds } from './contact-kind.js';
import {
  type CreditedHandoff,
  type CustomerFacts,
  EpisodesStore,
  type KnownConversation,
  tables,
} from './episodes.store.js';
import { foldConversation } from './fold.js';
import { type ContactEpisode, IssueStore } from './issue.store.js';
import { issueName, linkIssues, noNeighbours } from './issues.js';
import type { ConversationFacts, Key, Standing } from './rows.js';

/** Keeps conversations, episodes, handoffs, actions, callbacks, releases and consent. */
@Injectable()
export class EpisodesFollower implements Follower, OnModuleInit {
  readonly name = 'episodes';
  readonly tables = [...tables, 'release', 'consent'];

  constructor(
    private readonly follow: FollowService,
    private readonly ledger: LedgerStore,
    private readonly store: EpisodesStore,
    private readonly issues: IssueStore,
    private readonly consent: ConsentStore,
  ) {}

  onModuleInit(): void {
    this.follow.register(this);
  }

  async apply(batch: readonly LedgerEvent[], upTo: number, tx: Transaction, atHand: AtHand): Promise<void> {
    await this.store.announce(
      batch.filter((event) => event.type === 'bot.released'),
      tx,
    );
    await this.consent.add(batch.flatMap(consentRowOf), tx);
    const groups = byConversation(batch);
    if (groups.size === 0) return;
    const known = await this.store.findKnown([...groups.keys()], tx);
    // A conversation without facts has all its leaves in this batch: nothing has to be read again.
    const counts = [...known].map(
      ([key, { events }]) => [key, events + (groups.get(key)?.length ?? 0)] as const,
    );
    const earlier = await eventsOf(counts, atHand, (keys) => this.ledger.readConversations(keys, upTo));
    for (const [key, events] of earlier) groups.set(key, events);
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
    await this.consent.clear(tx);
    // Derived at once: while the rest is derived anew, nothing may be shown that was withheld before.
    await this.consent.add((await this.ledger.readType('consent.changed')).flatMap(consentRowOf), tx);
  }

  /** `known`: those of the conversations that have facts already. */
  private async write(
    groups: ReadonlyMap<Key, LedgerEvent[]>,
    known: ReadonlyMap<Key, KnownConversation>,
    tx: Transaction,
  ): Promise<void> {
    const facts = await mapInTurns([...groups.values()], foldConversation);
    const named = facts.map(({ conversation }) => conversation);
    const keys = named.map((row) => row.conversation_key);
    const conversations = await this.store.findOthers(customersOf(named, known), keys, tx);
    const others = await this.store.readCustomers(conversations, tx);
    const elsewhere = creditFacts(facts, others);
    const episodes = linkFacts(facts, others, await this.issues.read(conversations, tx));
    await this.store.replace(facts, [...known.keys()], tx);
    await this.store.credit(elsewhere, tx);
    await this.issues.link(episodes, tx);
  }
}

/** A conversation without a customer stands for itself: there are no others to look into. */
function customersOf(
  named: readonly ConversationFacts['conversation'][],
  known: ReadonlyMap<Key, KnownConversation>,
): Key[] {
  const now = named.filter((row) => row.customer_key !== row.conversation_key).map((row) => row.customer_key);
  const before = [...known].filter(([conversation, { customer }]) => customer !== conversation);
  return [...new Set([...now, ...before.map(([, { customer }]) => customer)])];
}

const alone: Standing = { ...noCallback, contact_kind: null };

/** Fills in the callbacks of `facts` and the kinds of their contacts; gives those that change in the same customers' other conversations. */
function creditFacts(facts: readonly ConversationFacts[], others: CustomerFacts): CreditedHandoff[] {
  const credited = creditEach(facts, others);
  for (const handoff of facts.flatMap((fact) => fact.handoffs)) {
    Object.assign(handoff, credited.get(callbackName(handoff)) ?? alone);
  }
  return others.handoffs.flatMap((handoff) => {
    const { customer_key, conversation_key, handoff_key } = handoff;
    const now = credited.get(callbackName(handoff)) ?? alone;
    return isSame(handoff, now) ? [] : [{ customer_key, conversation_key, handoff_key, ...now }];
  });
}

/** Fills in the links between contacts of `facts`; gives those that change in the other conversations. */
function linkFacts(
  facts: readonly ConversationFacts[],
  others: CustomerFacts,
  elsewhere: readonly ContactEpisode[],
): ContactEpisode[] {
  const contacts = [...facts.flatMap((fact) => fact.contacts), ...others.contacts];
  const customers = groupBy(contacts, ({ customer_key }) => customer_key);
  const linked = new Map([...customers.values()].flatMap((own) => [...linkIssues(own)]));
  for (const episode of facts.flatMap((fact) => fact.episodes)) {
    if (episode.contact_first) Object.assign(episode, linked.get(issueName(episode)) ?? noNeighbours);
  }
  return elsewhere.flatMap((episode) => {
    const now = linked.get(issueName(episode)) ?? noNeighbours;
    const same = now.same_before_at === episode.same_before_at && now.same_after_at === episode.same_after_at;
    return same ? [] : [{ ...episode, ...now }];
  });
}

function creditEach(facts: readonly ConversationFacts[], others: CustomerFacts): Map<string, Standing> {
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
  return new Map([...customers.values()].flatMap((own) => [...creditCustomer(own)]));
}

function creditCustomer({ handoffs, contacts }: CustomerFacts): Map<string, Standing> {
  const callbacks = creditCallbacks(handoffs, contacts);
  const kinds = contactKinds(handoffs, contacts);
  return new Map(
    [...kinds].map(([name, kind]) => [name, { ...(callbacks.get(name) ?? noCallback), contact_kind: kind }]),
  );
}

function isSame(a: Standing, b: Standing): boolean {
  return (
    a.contact_kind === b.contact_kind &&
    a.callback_at === b.callback_at &&
    a.callback_key === b.callback_key &&
    a.callback_reasons.join() === b.callback_reasons.join()
  );
}
