import { Injectable } from '@nestjs/common';
import type { SubjectReference } from '../contract/erasure.js';
import { Problem } from '../contract/problem.js';
import type { Database, Transaction } from '../db/database.js';
import { EntriesStore } from '../ledger/entries.store.js';
import { findGenerations } from '../ledger/erasure.store.js';
import { Keyring } from '../ledger/keyring.js';
import {
  conversationPseudonym,
  customerPseudonyms,
  type Subject,
  type SubjectClass,
  subjectNamed,
} from '../ledger/seal.js';
import { SubjectStore } from '../ledger/subject.store.js';

/** Pseudonyms of a customer or conversation, as holds keep them. */
export interface Place {
  kind: 'customer' | 'conversation';
  /** 16 bytes in base64url. */
  pseudonym: string;
}

const customerPlace = (pseudonym: string): Place => ({ kind: 'customer', pseudonym });

/** Everything that an erasure of somebody takes. */
export interface Target {
  class: Exclude<SubjectClass, 'product'>;
  /** References that have or had a key, in all generations. */
  refs: Buffer[];
  conversations: Buffer[];
  /** Where a legal hold would lie. */
  places: Place[];
}

type On = Transaction | Database;

/** From what a caller names to whose keys it is. Clear ids end here. */
@Injectable()
export class SubjectService {
  constructor(
    private readonly keyring: Keyring,
    private readonly subjects: SubjectStore,
    private readonly entries: EntriesStore,
  ) {}

  async resolve(reference: SubjectReference, on: On): Promise<Target> {
    if (reference.kind === 'customer') return this.customer(reference.id, on);
    if (reference.kind === 'actor') return this.actor(reference.id, on);
    return this.conversation(reference, on);
  }

  /** Where a hold on it lies: of a customer on all names, the first of them one that anything is known under, if any is. */
  async locate(reference: SubjectReference, on: On): Promise<[Place, ...Place[]]> {
    if (reference.kind === 'customer') {
      const known = await this.knownAs(reference.id, on);
      const others = customerPseudonyms(this.keyring, reference.id).filter(
        (pseudonym) => pseudonym !== known,
      );
      return [customerPlace(known), ...others.map(customerPlace)];
    }
    if (reference.kind === 'actor') {
      throw new Problem('unprocessable', { detail: 'A hold lies on a customer or a conversation.' });
    }
    if (reference.source !== undefined) {
      const pseudonym = conversationPseudonym(this.keyring, reference.source, reference.id);
      return [{ kind: 'conversation', pseudonym }];
    }
    const { conversation_key } = await this.find(reference, on);
    return [{ kind: 'conversation', pseudonym: conversation_key.toString('base64url') }];
  }

  /** References of conversations, in all generations. */
  async refsOf(conversations: readonly Buffer[], on: On): Promise<Buffer[]> {
    const named = conversations.map((key) =>
      subjectNamed(this.keyring, 'conversation', key.toString('base64url')),
    );
    return refsOf(await findGenerations(on, this.keyring, named));
  }

  private async customer(id: string, on: On): Promise<Target> {
    const pseudonyms = customerPseudonyms(this.keyring, id);
    const own = (
      await Promise.all(pseudonyms.map((pseudonym) => this.generations('customer', pseudonym, on)))
    ).flat();
    const conversations = await this.subjects.conversationsOf(own, on);
    return {
      class: 'customer',
      refs: [...own, ...(await this.refsOf(conversations, on))],
      conversations,
      places: [
        ...pseudonyms.map(customerPlace),
        ...conversations.map((key) => ({
          kind: 'conversation' as const,
          pseudonym: key.toString('base64url'),
        })),
      ],
    };
  }

  /** By the first of the names that anything is known under; else by that which was said. */
  private async knownAs(id: string, on: On): Promise<string> {
    const pseudonyms = customerPseudonyms(this.keyring, id);
    for (const pseudonym of pseudonyms) {
      const own = await this.generations('customer', pseudonym, on);
      if ((await this.subjects.conversationsOf(own, on)).length > 0) return pseudonym;
    }
    return pseudonyms[0] as string;
  }

  private async actor(id: string, on: On): Promise<Target> {
    const refs = await this.generations('agent', id, on);
    return { class: 'agent', refs, conversations: [], places: [] };
  }

  /**
   * Keys are per subject: what a conversation says about its customer lies under the customer's key and would stay
   * readable, so a conversation whose customer is known goes with the customer only.
   */
  private async conversation(
    reference: Extract<SubjectReference, { kind: 'conversation' }>,
    on: On,
  ): Promise<Target> {
    const { conversation_key, customers } = await this.find(reference, on);
    if (customers.length > 0) {
      throw new Problem('unprocessable', {
        detail:
          'This conversation names its customer, and part of it is kept under the key of that customer. Erase the customer instead.',
      });
    }
    return {
      class: 'conversation',
      refs: await this.refsOf([conversation_key], on),
      conversations: [conversation_key],
      places: [{ kind: 'conversation', pseudonym: conversation_key.toString('base64url') }],
    };
  }

  private async find({ id, source }: Extract<SubjectReference, { kind: 'conversation' }>, on: On) {
    const sources = source === undefined ? await this.entries.sources(on) : [source];
    const keys = sources.map((name) =>
      Buffer.from(conversationPseudonym(this.keyring, name, id), 'base64url'),
    );
    const found = await this.subjects.customersOf(keys, on);
    const [first] = found;
    if (!first) throw new Problem('not_found', { detail: 'There is no such conversation.' });
    if (found.length > 1) {
      const names = found.map((one) => one.source).join(', ');
      throw new Problem('unprocessable', { detail: `Several sources have it: ${names}. Say which one.` });
    }
    return first;
  }

  private async generations(kind: Subject['class'], id: string, on: On): Promise<Buffer[]> {
    return refsOf(await findGenerations(on, this.keyring, [subjectNamed(this.keyring, kind, id)]));
  }
}

const refsOf = (generations: readonly Subject[][]) => generations.flat().map((subject) => subject.ref);
