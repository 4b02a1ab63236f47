import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { SubjectSecret } from './commitment.js';
import { Keyring } from './keyring.js';
import { logId } from './log.store.js';
import type { Subject } from './seal.js';

/** Shared by whoever writes under a key until it is durable; taken alone by whoever erases. */
export const eraseLock = `ledger.erase:${logId}`;
/** Opened keys kept in memory. */
const cacheSize = 50_000;

/**
 * One erasable key per subject. The table is always asked, so that a key that was erased elsewhere is never used
 * again; what is remembered is only what a wrapped key opens to.
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
    this.opened.set(name, key);
    return key;
  }

  /** The secrets of these subjects, made where there is none; by the latin1 text of the subject's reference. */
  async ensure(tx: Transaction, subjects: readonly Subject[]): Promise<Map<string, SubjectSecret>> {
    await tx.query(sql`select pg_advisory_xact_lock_shared(hashtextextended(${eraseLock}, 0))`);
    const wanted = new Map(subjects.map((subject) => [subject.ref.toString('latin1'), subject]));
    const keys = await this.find(tx, [...wanted.values()]);
    const missing = [...wanted].filter(([name]) => !keys.has(name)).map(([, subject]) => subject);
    if (missing.length === 0) return keys;
    missing.sort((a, b) => Buffer.compare(a.ref, b.ref));
    await tx.query(sql`
      insert into ledger.data_key (log_id, subject_ref, class, wrapped_key)
      select ${logId}, given.*
      from unnest(
        ${missing.map((subject) => subject.ref)}::bytea[],
        ${missing.map((subject) => subject.class)}::text[],
        ${missing.map((subject) => this.keyring.wrap(randomBytes(32), subject.ref))}::bytea[]
      ) as given
      on conflict do nothing`);
    for (const [name, key] of await this.find(tx, missing)) keys.set(name, key);
    return keys;
  }

  /** How many of these subjects have a key. */
  async count(tx: Transaction, references: readonly Buffer[]): Promise<number> {
    const row = await tx.one<{ keys: number }>(sql`
      select count(*) as keys
      from ledger.data_key
      where log_id = ${logId} and subject_ref = any(${references}::bytea[])`);
    return row?.keys ?? 0;
  }

  private async find(tx: Transaction, subjects: readonly Subject[]): Promise<Map<string, SubjectSecret>> {
    const rows = await tx.query<{ subject_ref: Buffer; wrapped_key: Buffer }>(sql`
      select subject_ref, wrapped_key
      from ledger.data_key
      where log_id = ${logId} and subject_ref = any(${subjects.map((subject) => subject.ref)}::bytea[])`);
    return new Map(
      rows.map((row) => [row.subject_ref.toString('latin1'), this.open(row.wrapped_key, row.subject_ref)]),
    );
  }
}
