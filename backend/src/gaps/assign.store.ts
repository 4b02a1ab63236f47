import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Escalation } from './engine/escalation.js';
import { escalationColumns, escalationOf, type StoredEscalation } from './escalation.store.js';

export interface StoredModel {
  version: string;
  /** For `decodeModel`. */
  model: Buffer;
  gaps: string[];
  /** Whose vectors it was made with; null for words alone. */
  embeddings: string | null;
}

/** An escalation that belongs to a gap, and how near it is: 0..1. */
export interface Assigned {
  handoffKey: string;
  gap: string;
  nearness: number;
  /** Other gaps that are nearly as near. */
  also: { gap: string; similarity: number }[];
}

/** Escalations that no run has looked at yet, and what they are held against. */
@Injectable()
export class AssignStore {
  constructor(private readonly database: Database) {}

  /** `gaps`: ids of the run's gaps, by their places in the model. */
  async keep(
    model: Uint8Array,
    gaps: readonly string[],
    embeddings: string | null,
    tx: Transaction,
  ): Promise<void> {
    await this.forgetModel(tx);
    await tx.query(sql`
      insert into gap_model (model, gaps, embeddings)
      values (${Buffer.from(model)}, ${gaps}::text[], ${embeddings})`);
  }

  /** Words that it was learnt from are erased: until the next run, nothing is held against it. */
  async forgetModel(tx: Transaction): Promise<void> {
    await tx.query(sql`delete from gap_model`);
  }

  /** Without the model itself, which is large. */
  async version(
    on: Database | Transaction = this.database,
  ): Promise<Pick<StoredModel, 'version' | 'embeddings'> | undefined> {
    return on.one(sql`select version, embeddings from gap_model`);
  }

  async model(tx: Transaction): Promise<StoredModel | undefined> {
    return tx.one<StoredModel>(sql`select version, model, gaps, embeddings from gap_model`);
  }

  async isWaiting(): Promise<boolean> {
    const row = await this.database.one<{ waiting: boolean }>(
      sql`select exists (select from gap_news) as waiting`,
    );
    return row?.waiting ?? false;
  }

  /** The last of those that a run which begins now will read. */
  async last(tx: Transaction): Promise<number> {
    const row = await tx.one<{ id: number | null }>(sql`select max(id) as id from gap_news`);
    return row?.id ?? 0;
  }

  async forget(upTo: number, tx: Transaction): Promise<void> {
    await tx.query(sql`delete from gap_news where id <= ${upTo}`);
  }

  /** Puts back what was taken. */
  async wait(handoffs: readonly string[], tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into gap_news (handoff_key)
      select * from unnest(${handoffs.map((key) => Buffer.from(key, 'base64url'))}::bytea[])`);
  }

  /** Takes the oldest; answers how many, and the escalations among them that are in no gap. */
  async take(limit: number, tx: Transaction): Promise<{ taken: number; escalations: Escalation[] }> {
    const rows = await tx.query<{ handoff_key: Buffer }>(sql`
      delete from gap_news
      where id in (select id from gap_news order by id limit ${limit})
      returning handoff_key`);
    const keys = rows.map((row) => row.handoff_key);
    const found = await tx.query<StoredEscalation>(sql`
      select ${escalationColumns}
      from escalation
      where escalation.handoff_key = any(${keys}::bytea[])
        and not exists (select from gap_found_member as found where found.handoff_key = escalation.handoff_key)
        and not exists (select from gap_member where gap_member.handoff_key = escalation.handoff_key)
      order by escalation.handoff_key`);
    return { taken: rows.length, escalations: found.map(escalationOf) };
  }

  /** As if a run had found them there; what people decided about the gap holds for them too. */
  async add(assignments: readonly Assigned[], tx: Transaction): Promise<void> {
    await tx.query(sql`
      with assigned as (
        select said.*
        from unnest(
          ${assignments.map((one) => Buffer.from(one.handoffKey, 'base64url'))}::bytea[],
          ${assignments.map((one) => one.gap)}::text[],
          ${assignments.map((one) => one.nearness)}::real[]) as said (handoff_key, gap_id, centrality)
        join gap on gap.id = said.gap_id and gap.retired_at is null
      ),
      found as (
        insert into gap_found_member (handoff_key, gap_id, centrality)
        select handoff_key, gap_id, centrality from assigned
      )
      insert into gap_member (handoff_key, gap_id, centrality)
      select assigned.handoff_key, coalesce(redirect.gap_id, assigned.gap_id), assigned.centrality
      from assigned
      left join gap_redirect as redirect on redirect.found_id = assigned.gap_id`);
    const also = assignments.flatMap(({ handoffKey, also: others }) =>
      others.map((other) => ({ handoffKey, ...other })),
    );
    await tx.query(sql`
      insert into gap_found_also (handoff_key, gap_id, similarity)
      select said.*
      from unnest(
        ${also.map((one) => Buffer.from(one.handoffKey, 'base64url'))}::bytea[],
        ${also.map((one) => one.gap)}::text[],
        ${also.map((one) => one.similarity)}::real[]) as said (handoff_key, gap_id, similarity)
      join gap on gap.id = said.gap_id and gap.retired_at is null
      on conflict do nothing`);
  }
}
