import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

/** The words of one escalation, and the keyed digest under which their vector is kept. */
export interface ToEmbed {
  handoffKey: string;
  text: string;
  digest: Buffer;
}

const bytes = (key: string) => Buffer.from(key, 'base64url');

/** Vectors of words, by model and keyed digest of the words. */
@Injectable()
export class EmbeddingStore {
  constructor(private readonly database: Database) {}

  /** Escalations with words, after this key; `news`: those only that no run has looked at yet. */
  async texts(
    { after, limit, news }: { after: string | null; limit: number; news: boolean },
    on: Database | Transaction = this.database,
  ): Promise<{ handoffKey: string; text: string }[]> {
    const chosen = news ? sql`handoff_key in (select gap_news.handoff_key from gap_news)` : sql`true`;
    const rows = await on.query<{ handoff_key: Buffer; text: string }>(sql`
      select handoff_key, text
      from escalation
      where text is not null and ${chosen}
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

  /**
   * Keeps vectors of words that are still there. Their rows are held until then: whoever erases the words meanwhile
   * waits, and finds the vectors to erase as well; who is at it already has its words left out.
   */
  async keep(
    model: string,
    words: readonly ToEmbed[],
    vectors: readonly Float32Array[],
    tx: Transaction,
  ): Promise<void> {
    const there = await tx.query<{ handoff_key: Buffer }>(sql`
      select escalation.handoff_key
      from unnest(
        ${words.map(({ handoffKey }) => bytes(handoffKey))}::bytea[],
        ${words.map(({ text }) => text)}::text[]) as said (handoff_key, text)
      join escalation on escalation.handoff_key = said.handoff_key and escalation.text = said.text
      for key share of escalation skip locked`);
    const known = new Set(there.map((row) => row.handoff_key.toString('base64url')));
    const kept = words.flatMap(({ handoffKey, digest }, i) =>
      known.has(handoffKey) ? [{ digest, vector: bytesOf(vectors[i] as Float32Array) }] : [],
    );
    await tx.query(sql`
      insert into embedding (model, digest, vector)
      select ${model}, made.digest, made.vector
      from unnest(
        ${kept.map(({ digest }) => digest)}::bytea[],
        ${kept.map(({ vector }) => vector)}::bytea[]) as made (digest, vector)
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
