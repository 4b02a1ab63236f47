import { Injectable } from '@nestjs/common';
import type { RetentionClass } from '../contract/erasure.js';
import type { Transaction } from '../db/database.js';
import { Database } from '../db/database.js';
import { findGenerations } from '../ledger/erasure.store.js';
import { Keyring } from '../ledger/keyring.js';
import { type Subject, subjectNamed } from '../ledger/seal.js';
import { SubjectStore } from '../ledger/subject.store.js';
import { HoldStore } from './hold.store.js';
import { RetentionStore } from './retention.store.js';

/** Subjects that are looked at in one statement. */
const page = 1000;

/** A subject that is past its retention. */
export interface Due {
  ref: Buffer;
  conversations: Buffer[];
  /** Where a legal hold would lie. */
  places: Buffer[];
}

export interface Judged {
  due: Due[];
  /** Past their retention, and under legal hold. */
  held: number;
}

type On = Transaction | Database;

/** Who is past retention. Candidates are found a page at a time, without any lock, and judged by the ledger. */
@Injectable()
export class DueService {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly subjects: SubjectStore,
    private readonly holds: HoldStore,
    private readonly retention: RetentionStore,
  ) {}

  /** All who were silent since `before`, a page at a time. */
  async *find(kind: RetentionClass, before: Date): AsyncGenerator<Judged> {
    if (kind === 'conversation') yield* this.findConversations(before);
    else yield* this.findPersons(kind, before);
  }

  /** Of these, those who are past retention by what the ledger holds now. */
  async judge(kind: RetentionClass, given: readonly Due[], before: Date, on: On): Promise<Judged> {
    const due =
      kind === 'conversation'
        ? await this.silentConversations(given, before, on)
        : await this.silentPersons(
            given.map(({ ref }) => ref),
            before,
            on,
          );
    return this.spareHeld(due, on);
  }

  private async *findConversations(before: Date): AsyncGenerator<Judged> {
    for (let after: { conversation_key: Buffer; last_at: Date } | undefined; ; ) {
      const rows = await this.retention.ended(before, after, page);
      after = rows.at(-1);
      if (!after) return;
      const keys = rows.map((row) => row.conversation_key);
      const named = keys.map((key) => subjectNamed(this.keyring, 'conversation', key.toString('base64url')));
      const latest = (await findGenerations(this.database, this.keyring, named)).map(
        (generations) => (generations.at(-1) as Subject).ref,
      );
      const live = await this.subjects.withKey(latest);
      const given = keys.flatMap((key, i) => {
        const ref = latest[i] as Buffer;
        return live.has(ref.toString('latin1')) ? [{ ref, conversations: [key], places: [key] }] : [];
      });
      if (given.length > 0) yield await this.judge('conversation', given, before, this.database);
    }
  }

  private async *findPersons(kind: 'customer' | 'agent', before: Date): AsyncGenerator<Judged> {
    for (let after: Buffer = Buffer.alloc(0); ; ) {
      const refs = await this.subjects.keysOf(kind, after, page);
      const last = refs.at(-1);
      if (!last) return;
      after = last;
      const due = await this.silentPersons(refs, before, this.database);
      if (due.length > 0) yield await this.spareHeld(due, this.database);
    }
  }

  private async silentConversations(given: readonly Due[], before: Date, on: On): Promise<Due[]> {
    const keys = given.flatMap((due) => due.conversations);
    const silent = new Set(
      (await this.subjects.silentConversations(keys, before, on)).map((key) => key.toString('latin1')),
    );
    return given.filter(({ conversations }) =>
      conversations.every((key) => silent.has(key.toString('latin1'))),
    );
  }

  private async silentPersons(refs: readonly Buffer[], before: Date, on: On): Promise<Due[]> {
    const persons = await this.subjects.silentPersons(refs, before, on);
    return persons.map(({ subject_ref, customer, conversations }) => ({
      ref: subject_ref,
      conversations,
      places: [...(customer === null ? [] : [Buffer.from(customer, 'base64url')]), ...conversations],
    }));
  }

  /** A hold on a conversation protects its customers' keys as well, and one on a customer their conversations. */
  private async spareHeld(due: Due[], on: On): Promise<Judged> {
    if (due.length === 0 || !(await this.holds.anyInForce(on))) return { due, held: 0 };
    const customers = new Map(
      (
        await this.subjects.customersOf(
          due.flatMap((one) => one.conversations),
          on,
        )
      ).map((row) => [
        row.conversation_key.toString('latin1'),
        row.customers.map((name) => Buffer.from(name, 'base64url')),
      ]),
    );
    const placesOf = ({ places, conversations }: Due) => [
      ...places,
      ...conversations.flatMap((key) => customers.get(key.toString('latin1')) ?? []),
    ];
    const inForce = await this.holds.inForce(due.flatMap(placesOf), on);
    const held = new Set(
      inForce.flatMap((hold) => [hold.subject_key, ...hold.other_keys]).map((key) => key.toString('latin1')),
    );
    const free = due.filter((one) => !placesOf(one).some((place) => held.has(place.toString('latin1'))));
    return { due: free, held: due.length - free.length };
  }
}
