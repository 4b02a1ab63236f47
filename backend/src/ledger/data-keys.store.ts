import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { Keyring } from './keyring.js';
import { logId } from './log.store.js';
import type { Subject } from './seal.js';

/** Opened keys kept in memory. */
const cacheSize = 50_000;

/**
 * One erasable key per subject. The table is always asked, so that a key that was erased elsewhere is never used
 * again; what is remembered is only what a wrapped key opens to.
 */
@Injectable()
export class DataKeys {
  private readonly opened = new Map<string, Buffer>();

  constructor(private readonly keyring: Keyring) {}

  /** The subject's key from its wrapped form. Throws when one of them was changed. */
  open(wrapped: Buffer, subjectRef: Buffer): Buffer {
    const name = wrapped.toString('latin1');
    const known = this.opened.get(name);
    if (known) return known;
    const key = this.keyring.unwrap(wrapped, subjectRef);
    if (this.opened.size >= cacheSize) this.opened.delete(this.opened.keys().next().value ?? '');
    this.opened.set(name, key);
    return key;
  }

  /** The keys of these subjects, made where there is none; by the latin1 text of the subject's reference. */
  async ensure(tx: Transaction, subjects: readonly Subject[]): Promise<Map<string, Buffer>> {
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

  /** Held until the transaction ends: an erasure waits for what is being written under the key. */
  private async find(tx: Transaction, subjects: readonly Subject[]): Promise<Map<string, Buffer>> {
    const rows = await tx.query<{ subject_ref: Buffer; wrapped_key: Buffer }>(sql`
      select subject_ref, wrapped_key
      from ledger.data_key
      where log_id = ${logId} and subject_ref = any(${subjects.map((subject) => subject.ref)}::bytea[])
      order by subject_ref
      for key share`);
    return new Map(
      rows.map((row) => [row.subject_ref.toString('latin1'), this.open(row.wrapped_key, row.subject_ref)]),
    );
  }
}
