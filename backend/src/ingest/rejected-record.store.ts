import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { Keyring } from '../ledger/keyring.js';
import { conversationPseudonym, customerPseudonym, subjectNamed } from '../ledger/seal.js';

/** What could not be taken in: a record, or a body that holds none. */
export type Original = { value: unknown } | { body: string };
export interface Rejection {
  source: string;
  format: string;
  way: 'webhook' | 'import';
  original: Original;
  /** Texts in it that may be the name of a customer or conversation. */
  names: readonly string[];
  reason: string;
  /** JSON pointer into the record. */
  pointer?: string | undefined;
}
export interface RejectedRow {
  id: number;
  format: string;
  way: 'webhook' | 'import';
  reason: string;
  pointer: string | null;
  bytes: number;
  times: number;
  came_at: Date;
  tried_at: Date;
}

/** One with its original. */
export interface OpenRecord extends Pick<RejectedRow, 'id' | 'format' | 'way' | 'reason' | 'pointer'> {
  original: Original;
}

/**
 * Records that were sent and could not be read, as they came, so that they can be tried again. Whom they are about
 * is not known, for they were not understood: every text in them that may be a name is kept as a keyed trace, by which
 * an erasure of whoever it names finds them.
 */
@Injectable()
export class RejectedRecordStore {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
  ) {}

  /** The same record is kept once. */
  async keep(
    rejections: readonly Rejection[],
    at: Date,
    on: Transaction | Database = this.database,
  ): Promise<void> {
    for (const { source, format, way, original, names, reason, pointer } of rejections) {
      const text = JSON.stringify(original);
      const digest = this.keyring.digest('rejected', source, text);
      await on.query(sql`
        insert into rejected_record as known (
          source, format, way, digest, sealed, bytes, reason, pointer, traces, came_at, tried_at)
        values (
          ${source}, ${format}, ${way}, ${digest}, ${this.keyring.wrap(Buffer.from(text), digest)},
          ${Buffer.byteLength(text)}, ${reason.slice(0, 1000)}, ${pointer?.slice(0, 1000) ?? null},
          ${this.tracesOf(source, names)}::bytea[], ${at}, ${at})
        on conflict (source, digest) do update
        set reason = excluded.reason, pointer = excluded.pointer, times = known.times + 1, tried_at = excluded.tried_at`);
    }
  }

  list(source: string, limit: number): Promise<RejectedRow[]> {
    return this.database.query<RejectedRow>(sql`
      select id, format, way, reason, pointer, bytes, times, came_at, tried_at
      from rejected_record
      where source = ${source}
      order by came_at desc, id desc
      limit ${limit}`);
  }

  async count(source: string): Promise<number> {
    const row = await this.database.one<{ records: number }>(sql`
      select count(*)::int as records from rejected_record where source = ${source}`);
    return row?.records ?? 0;
  }

  /** The oldest first, for one record may build on another; of these alone when `ids` names some. */
  async open(
    source: string,
    { after, ids, limit }: { after: number; ids?: readonly number[] | undefined; limit: number },
  ): Promise<OpenRecord[]> {
    const rows = await this.database.query<
      Omit<OpenRecord, 'original'> & { digest: Buffer; sealed: Buffer }
    >(sql`
      select id, format, way, reason, pointer, digest, sealed
      from rejected_record
      where source = ${source} and id > ${after} and ${ids ? sql`id = any(${ids}::bigint[])` : sql`true`}
      order by id
      limit ${limit}`);
    return rows.map(({ digest, sealed, ...row }) => ({
      ...row,
      original: JSON.parse(this.keyring.unwrap(sealed, digest).toString('utf8')) as Original,
    }));
  }

  async remove(
    source: string,
    ids: readonly number[] | undefined,
    on: Transaction | Database,
  ): Promise<number> {
    const gone = await on.query(sql`
      delete from rejected_record
      where source = ${source} and ${ids ? sql`id = any(${ids}::bigint[])` : sql`true`}
      returning id`);
    return gone.length;
  }

  /** Of erased subjects; `conversations` are their keys. */
  async erase(refs: readonly Buffer[], conversations: readonly Buffer[], tx: Transaction): Promise<void> {
    await tx.query(sql`
      delete from rejected_record where traces && ${[...refs, ...conversations]}::bytea[]`);
  }

  async purge(before: Date): Promise<void> {
    await this.database.query(sql`delete from rejected_record where came_at < ${before}`);
  }

  /** References and keys of whoever has one of these names. */
  private tracesOf(source: string, names: readonly string[]): Buffer[] {
    return names.flatMap((name) => {
      const customer = customerPseudonym(this.keyring, name);
      const conversation = conversationPseudonym(this.keyring, source, name);
      return [subjectNamed(this.keyring, 'customer', customer).ref, Buffer.from(conversation, 'base64url')];
    });
  }
}
