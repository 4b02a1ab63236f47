import type { Database, Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Keyring } from './keyring.js';
import { logId } from './log.store.js';
import { type Subject, subjectNamed, type Tombstone } from './seal.js';

/**
 * Shared by whoever writes down what a data key opens, until it is durable; taken alone by whoever erases. It is
 * taken before the lock of dataset builds and after those of the followers.
 */
const eraseLock = `ledger.erase:${logId}`;

/** No key is erased until this transaction ends. */
export async function holdErasures(tx: Transaction): Promise<void> {
  await tx.lockShared(eraseLock);
}

/** Nobody else reads or writes under a data key until this transaction ends. */
export async function eraseAlone(tx: Transaction): Promise<void> {
  await tx.lock(eraseLock);
}

/**
 * Moves with every erasure. What was read before it moved may hold words that are erased now and must not be
 * written any more.
 */
export async function countErasures(on: Transaction | Database): Promise<number> {
  const row = await on.one<{ last: number }>(sql`
    select coalesce(max(erasure_no), 0) as last
    from ledger.erasure
    where log_id = ${logId}`);
  return row?.last ?? 0;
}

/** Which of these references were erased, as latin1 text. */
export async function findErased(on: Transaction | Database, refs: readonly Buffer[]): Promise<Set<string>> {
  if (refs.length === 0) return new Set();
  const rows = await on.query<{ subject_ref: Buffer }>(sql`
    select subject_ref
    from ledger.erasure
    where log_id = ${logId} and subject_ref = any(${refs}::bytea[])`);
  return new Set(rows.map((row) => row.subject_ref.toString('latin1')));
}

/** All references that these subjects have had, the one that is not erased last. In the order of `subjects`. */
export async function findGenerations(
  on: Transaction | Database,
  keyring: Keyring,
  subjects: readonly Subject[],
): Promise<Subject[][]> {
  const found: Subject[][] = subjects.map((subject) => [subjectNamed(keyring, subject.class, subject.id)]);
  let open = found;
  for (let generation = 1; open.length > 0; generation += 1) {
    const erased = await findErased(
      on,
      open.map((generations) => (generations.at(-1) as Subject).ref),
    );
    open = open.filter((generations) => {
      const last = generations.at(-1) as Subject;
      if (!erased.has(last.ref.toString('latin1'))) return false;
      generations.push(subjectNamed(keyring, last.class, last.id, generation));
      return true;
    });
  }
  return found;
}

export interface StoredTombstone extends Tombstone {
  seal: Buffer;
}

/** In the order of their references, after this one. */
export function readTombstones(tx: Transaction, after: Buffer, limit: number): Promise<StoredTombstone[]> {
  return tx.query(sql`
    select subject_ref, class, erased_at, event_id, replayed, seal
    from ledger.erasure
    where log_id = ${logId} and subject_ref > ${after}
    order by subject_ref
    limit ${limit}`);
}

export interface StoredKey {
  subject_ref: Buffer;
  wrapped_key: Buffer;
  /** A tombstone stands where the key should not be. */
  erased: boolean;
}

/** In the order of their references, after this one. */
export function readKeys(tx: Transaction, after: Buffer, limit: number): Promise<StoredKey[]> {
  return tx.query(sql`
    select data_key.subject_ref, data_key.wrapped_key, erasure.subject_ref is not null as erased
    from ledger.data_key
    left join ledger.erasure using (log_id, subject_ref)
    where data_key.log_id = ${logId} and data_key.subject_ref > ${after}
    order by data_key.subject_ref
    limit ${limit}`);
}

export interface Erased {
  event_id: string;
  /** Of a decision about an erasure; null: there is none of this id. */
  entry: Buffer | null;
  tombstones: number;
}

/** What the decisions say was erased, and how many tombstones name each. */
export function compareErasures(tx: Transaction): Promise<Erased[]> {
  return tx.query(sql`
    select event_id, said.entry, coalesce(marked.tombstones, 0) as tombstones
    from (
      select event_id, entry
      from ledger.inbox
      where log_id = ${logId} and source = 'baton' and type = 'subject.erased'
    ) as said
    full join (
      select event_id, count(*) as tombstones
      from ledger.erasure
      where log_id = ${logId} and not replayed
      group by event_id
    ) as marked using (event_id)
    order by event_id`);
}
