import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { mapInTurns } from '../turns.js';
import { SubjectSecret } from './commitment.js';
import { findErased, holdErasures } from './erasure.store.js';
import { Keyring, rememberedMs } from './keyring.js';
import { logId } from './log.store.js';
import { type Subject, subjectNamed, tombstoneSeal } from './seal.js';

/** Opened keys kept in memory. */
const cacheSize = 10_000;

/** A subject as it is written now: its reference in the generation that is not erased, and the secret. */
export interface KeyedSubject {
  subject: Subject;
  secret: SubjectSecret;
}

export interface KeyErasure {
  refs: readonly Buffer[];
  /** Id of the decision that says so. */
  eventId: string;
  /** Done again after an older backup was restored. */
  replayed: boolean;
}

export interface ErasedKeys {
  keys: { subject_ref: Buffer; class: string }[];
  at: Date;
}

/**
 * One erasable key per subject. The table is always asked, so that a key that was erased elsewhere is never used
 * again; what is remembered, for a minute, is only what a wrapped key opens to.
 */
@Injectable()
export class DataKeys {
  private readonly opened = new Map<string, SubjectSecret>();

  constructor(private readonly keyring: Keyring) {}

  /** The subject's secret from its wrapped key. Throws when one of them was changed. */
  open(wrapped: Buffer, subjectRef: Buffer): SubjectSecret {
    const name = wrapped.toString('latin1');
    const known = this.opened.get(name);
    if (known) return known;
    const key = new SubjectSecret(this.keyring.unwrap(wrapped, subjectRef));
    if (this.opened.size >= cacheSize) this.opened.delete(this.opened.keys().next().value ?? '');
    if (this.opened.size === 0) setTimeout(() => this.opened.clear(), rememberedMs).unref();
    this.opened.set(name, key);
    return key;
  }

  /**
   * The secrets of these subjects, made where there is none; by the latin1 text of the subject's first reference.
   * A subject that was erased goes on under its next reference.
   */
  async ensure(tx: Transaction, subjects: readonly Subject[]): Promise<Map<string, KeyedSubject>> {
    await holdErasures(tx);
    const keyed = new Map<string, KeyedSubject>();
    let wanted = new Map(subjects.map((subject) => [subject.ref.toString('latin1'), subject]));
    for (let generation = 1; wanted.size > 0; generation += 1) {
      await this.find(tx, wanted, keyed);
      const missing = new Map([...wanted].filter(([name]) => !keyed.has(name)));
      const erased = await findErased(
        tx,
        [...missing.values()].map((subject) => subject.ref),
      );
      const isErased = ([, subject]: [string, Subject]) => erased.has(subject.ref.toString('latin1'));
      const fresh = new Map([...missing].filter((item) => !isErased(item)));
      if (fresh.size > 0) {
        await this.make(tx, [...fresh.values()]);
        await this.find(tx, fresh, keyed);
      }
      wanted = new Map(
        [...missing]
          .filter(isErased)
          .map(([name, { class: kind, id }]) => [name, subjectNamed(this.keyring, kind, id, generation)]),
      );
    }
    return keyed;
  }

  /** Deletes these keys and leaves a tombstone for each; call it with `eraseAlone`. Those that are not there stay so. */
  async erase(tx: Transaction, { refs, eventId, replayed }: KeyErasure): Promise<ErasedKeys> {
    const [now] = await tx.query<{ at: Date }>(sql`
      select date_trunc('milliseconds', clock_timestamp()) + interval '1 ms' as at`);
    const at = now?.at ?? new Date(Number.NaN);
    const keys = await tx.query<{ subject_ref: Buffer; class: string; wrapped_key: Buffer }>(sql`
      select subject_ref, class, wrapped_key
      from ledger.data_key
      where log_id = ${logId} and subject_ref = any(${refs}::bytea[])`);
    const seals = keys.map((key) =>
      tombstoneSeal(this.keyring, { ...key, erased_at: at, event_id: eventId, replayed }),
    );
    const [done] = await tx.query<{ erased: number }>(sql`
      select ledger.erase_keys(
        ${logId}::smallint, ${keys.map((key) => key.subject_ref)}::bytea[], ${at}, ${eventId}, ${replayed},
        ${seals}::bytea[]
      ) as erased`);
    if (done?.erased !== keys.length) throw new Error(`${done?.erased} of ${keys.length} keys were erased`);
    for (const key of keys) this.opened.delete(key.wrapped_key.toString('latin1'));
    this.keyring.forget();
    return { keys, at };
  }

  private async make(tx: Transaction, subjects: readonly Subject[]): Promise<void> {
    const inOrder = [...subjects].sort((a, b) => Buffer.compare(a.ref, b.ref));
    const wrapped = await mapInTurns(inOrder, ({ ref }) => this.keyring.wrap(randomBytes(32), ref));
    await tx.query(sql`
      insert into ledger.data_key (log_id, subject_ref, class, wrapped_key)
      select ${logId}, given.*
      from unnest(
        ${inOrder.map((subject) => subject.ref)}::bytea[],
        ${inOrder.map((subject) => subject.class)}::text[],
        ${wrapped}::bytea[]
      ) as given
      on conflict do nothing`);
  }

  /** How many of these subjects have a key. */
  async count(tx: Transaction, references: readonly Buffer[]): Promise<number> {
    const row = await tx.one<{ keys: number }>(sql`
      select count(*) as keys
      from ledger.data_key
      where log_id = ${logId} and subject_ref = any(${references}::bytea[])`);
    return row?.keys ?? 0;
  }

  /** Adds those that have a key. */
  private async find(
    tx: Transaction,
    subjects: ReadonlyMap<string, Subject>,
    keyed: Map<string, KeyedSubject>,
  ): Promise<void> {
    const rows = await tx.query<{ subject_ref: Buffer; wrapped_key: Buffer }>(sql`
      select subject_ref, wrapped_key
      from ledger.data_key
      where log_id = ${logId}
        and subject_ref = any(${[...subjects.values()].map((subject) => subject.ref)}::bytea[])`);
    const wrapped = new Map(rows.map((row) => [row.subject_ref.toString('latin1'), row.wrapped_key]));
    await mapInTurns(subjects, ([name, subject]) => {
      const key = wrapped.get(subject.ref.toString('latin1'));
      if (key) keyed.set(name, { subject, secret: this.open(key, subject.ref) });
    });
  }
}
