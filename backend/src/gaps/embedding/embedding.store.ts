import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../db/database.js';
import { sql } from '../../db/sql.js';
import { holdWords } from '../escalation.store.js';
import { wordsForModels } from '../words/words-for-models.store.js';

/** The words of one escalation, and the keyed digest under which their vector is kept. */
export interface ToEmbed {
  handoffKey: string;
  text: string;
  digest: Buffer;
}

const bytes = (key: string) => Buffer.from(key, 'base64url');
const allowed = wordsForModels(sql`escalation`);

/** Vectors of words, by model and keyed digest of the words. */
@Injectable()
export class EmbeddingStore {
  constructor(private readonly database: Database) {}

  /** How many escalations have words, and how many of those a model may read. */
  async countTexts(): Promise<{ said: number; allowed: number }> {
    const row = await this.database.one<{ said: number; allowed: number }>(sql`
      select count(*) as said, count(*) filter (where ${allowed}) as allowed
      from escalation
      where text is not null`);
    return row ?? { said: 0, allowed: 0 };
  }

  /** Of all escalations or of some, those whose words no model may read. */
  async refused(tx: Transaction, some?: readonly string[]): Promise<Set<string>> {
    const chosen = some ? sql`handoff_key = any(${some.map(bytes)}::bytea[])` : sql`true`;
    const rows = await tx.query<{ handoff_key: Buffer }>(sql`
      select handoff_key
      from escalation
      where text is not null and ${chosen} and not (${allowed})`);
    return new Set(rows.map((row) => row.handoff_key.toString('base64url')));
  }

  /** Escalations with words that a model may read, after this key; `news`: those only that no run has looked at yet. */
  async texts(
    { after, limit, news }: { after: string | null; limit: number; news: boolean },
    on: Database | Transaction = this.database,
  ): Promise<{ handoffKey: string; text: string }[]> {
    const chosen = news ? sql`handoff_key in (select gap_news.handoff_key from gap_news)` : sql`true`;
    const rows = await on.query<{ handoff_key: Buffer; text: string }>(sql`
      select handoff_key, text
      from escalation
      where text is not null and ${chosen} and ${allowed}
        and (${after === null ? null : bytes(after)}::bytea is null or handoff_key > ${bytes(after ?? '')})
      order by handoff_key
      limit ${limit}`);
    return rows.map((row) => ({ handoffKey: row.handoff_key.toString('base64url'), text: row.text }));
  }

  /** Vectors by digest (base64), of those that are known. */
  async find(
    model: string,
    digests: readonly Buffer[],
    on: Database | Transaction = this.database,
  ): Promise<Map<string, Float32Array>> {
    const rows = await on.query<{ digest: Buffer; vector: Buffer }>(sql`
      select digest, vector
      from embedding
      where model = ${model} and digest = any(${digests}::bytea[])`);
    return new Map(rows.map(({ digest, vector }) => [digest.toString('base64'), floatsOf(vector)]));
  }

  /** How long the model's vectors are; undefined while there are none. */
  async dimension(model: string): Promise<number | undefined> {
    const row = await this.database.one<{ bytes: number }>(sql`
      select octet_length(vector) as bytes from embedding where model = ${model} limit 1`);
    return row && row.bytes / 4;
  }

  /** Keeps the vectors of words that are still there. */
  async keep(
    model: string,
    words: readonly (ToEmbed & { vector: Float32Array })[],
    tx: Transaction,
  ): Promise<void> {
    const known = await holdWords(words, tx);
    const kept = words.filter(({ handoffKey }) => known.has(handoffKey));
    await tx.query(sql`
      insert into embedding (model, digest, vector)
      select ${model}, made.digest, made.vector
      from unnest(
        ${kept.map(({ digest }) => digest)}::bytea[],
        ${kept.map(({ vector }) => bytesOf(vector))}::bytea[]) as made (digest, vector)
      on conflict do nothing`);
  }

  async isEmpty(on: Database | Transaction = this.database): Promise<boolean> {
    const row = await on.one<{ empty: boolean }>(sql`select not exists (select from embedding) as empty`);
    return row?.empty ?? true;
  }

  async forget(digests: readonly Buffer[], tx: Transaction): Promise<void> {
    await tx.query(sql`delete from embedding where digest = any(${digests}::bytea[])`);
  }

  async forgetModel(model: string): Promise<void> {
    await this.database.query(sql`delete from embedding where model = ${model}`);
  }

  /** Everything but what one model made of these words; null: everything. */
  async forgetOthers(model: string | null, digests: readonly Buffer[], tx: Transaction): Promise<void> {
    await tx.query(sql`
      delete from embedding
      where model is distinct from ${model}
         or not exists (
           select from unnest(${digests}::bytea[]) as said (digest) where said.digest = embedding.digest)`);
  }
}

/** 32 bits each, little endian as all machines are that this runs on. */
const bytesOf = (vector: Float32Array) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
const floatsOf = (bytes: Buffer) => new Float32Array(Uint8Array.from(bytes).buffer);
