import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { copyFacts } from '../episodes/fact-rows.store.js';
import type { FoundGap } from './engine/discover.js';
import type { KnownGap, Lineage } from './lineage/lineage.js';
import type { GapEvent, Passage } from './lineage/trace-events.js';

export interface GapRun {
  at: Date;
  seconds: number;
  algorithm: string;
  /** Digest of what it looked at. */
  input: string;
  escalations: number;
  resolved: number;
  in_gaps: number;
  noise: number;
  without_text: number;
  /** Model whose vectors were used beside the words; null for words alone. */
  embeddings: string | null;
  /** Why they were not, or not all of them, though it was wished. */
  embeddings_failure: string | null;
  /** Words that it read were erased since. */
  outdated: boolean;
}

/** The memory of discovery: gaps, their members and where they come from. */
@Injectable()
export class GapStore {
  constructor(private readonly database: Database) {}

  async lastRun(on: Transaction | Database = this.database): Promise<GapRun | undefined> {
    return on.one<GapRun>(sql`
      select at, seconds, algorithm, input, escalations, resolved, in_gaps, noise, without_text, embeddings,
             embeddings_failure, outdated
      from gap_run
      order by id desc
      limit 1`);
  }

  /** Words that the last run read were erased: the next one comes soon. */
  async outdate(tx: Transaction): Promise<void> {
    await tx.query(sql`
      update gap_run
      set outdated = true
      where id = (select max(id) from gap_run)`);
  }

  /** What the last run read is still all there is. */
  async confirm(tx: Transaction): Promise<void> {
    await tx.query(sql`
      update gap_run
      set outdated = false
      where outdated and id = (select max(id) from gap_run)`);
  }

  /** Gaps that are not retired, with the handoffs found in them. */
  async known(tx: Transaction): Promise<KnownGap[]> {
    const rows = await tx.query<{ id: string; members: Buffer[] }>(sql`
      select gap.id, array_agg(found.handoff_key) as members
      from gap
      join gap_found_member as found on found.gap_id = gap.id
      where gap.retired_at is null
      group by gap.id
      order by gap.id`);
    return rows.map((row) => ({
      id: row.id,
      members: new Set(row.members.map((key) => key.toString('base64url'))),
    }));
  }

  /** Replaces what was found by what a run found; ids in the order of `gaps`. Decisions are put over it afterwards. */
  async write(
    run: Omit<GapRun, 'outdated'>,
    gaps: readonly FoundGap[],
    lineage: Lineage,
    events: readonly GapEvent[],
    tx: Transaction,
  ): Promise<void> {
    const { ids } = lineage;
    await tx.query(sql`delete from gap_found_member`);
    await tx.query(sql`delete from gap_found_also`);
    await this.retire(lineage.retired, run.at, tx);
    await this.writeGaps(gaps, ids, tx);
    await this.writeMembers(gaps, ids, tx);
    await this.writeAlso(gaps, ids, tx);
    await this.writeRun(run, events.filter(isWorthALine), tx);
  }

  private async retire(ids: readonly string[], at: Date, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update gap
      set retired_at = ${at}, neighbours = '[]', name = id, terms = '{}'
      where id = any(${ids}::text[]) and retired_at is null`);
  }

  private async writeGaps(gaps: readonly FoundGap[], ids: readonly string[], tx: Transaction): Promise<void> {
    const rows = gaps.map((gap, i) => ({
      id: ids[i],
      stream: gap.stream,
      type: gap.type,
      evidence: gap.evidence,
      name: gap.name,
      terms: gap.terms,
      neighbours: gap.neighbours.map(({ group, similarity }) => ({ id: ids[group], similarity })),
    }));
    await tx.query(sql`
      insert into gap (id, stream, type, evidence, name, terms, neighbours)
      select id, stream, type, evidence, name, terms, neighbours
      from json_populate_recordset(null::gap, ${JSON.stringify(rows)}::json)
      on conflict (id) do update
      set stream = excluded.stream,
          type = excluded.type,
          evidence = excluded.evidence,
          name = excluded.name,
          terms = excluded.terms,
          neighbours = excluded.neighbours,
          retired_at = null`);
  }

  private async writeMembers(
    gaps: readonly FoundGap[],
    ids: readonly string[],
    tx: Transaction,
  ): Promise<void> {
    const members = gaps.flatMap((gap, i) =>
      gap.members.map(({ handoffKey, centrality }) => ({
        handoff_key: handoffKey,
        gap_id: ids[i],
        centrality,
      })),
    );
    await copyFacts('gap_found_member', members, tx);
  }

  private async writeAlso(gaps: readonly FoundGap[], ids: readonly string[], tx: Transaction): Promise<void> {
    const also = gaps.flatMap((gap, i) => gap.also.map((one) => ({ ...one, gap: ids[i] })));
    await tx.query(sql`
      insert into gap_found_also (handoff_key, gap_id, similarity)
      select *
      from unnest(
        ${also.map((one) => Buffer.from(one.handoffKey, 'base64url'))}::bytea[],
        ${also.map((one) => one.gap)}::text[],
        ${also.map((one) => one.similarity)}::real[])
      on conflict do nothing`);
  }

  private async writeRun(
    run: Omit<GapRun, 'outdated'>,
    events: readonly GapEvent[],
    tx: Transaction,
  ): Promise<void> {
    const rows = events.map((event) => ({
      gap_id: event.id,
      event: event.event,
      detail: wordsOf(event),
      size_before: event.before,
      size_after: event.after,
      parents: event.parents,
      children: event.children,
    }));
    await tx.query(sql`
      with run as (
        insert into gap_run (
          at, seconds, algorithm, input, escalations, resolved, in_gaps, noise, without_text,
          embeddings, embeddings_failure)
        values (
          ${run.at}, ${run.seconds}, ${run.algorithm}, ${run.input}, ${run.escalations}, ${run.resolved},
          ${run.in_gaps}, ${run.noise}, ${run.without_text}, ${run.embeddings}, ${run.embeddings_failure})
        returning id
      )
      insert into gap_event (gap_id, run_id, event, detail, size_before, size_after, parents, children)
      select event.gap_id, run.id, event.event, event.detail, event.size_before, event.size_after, event.parents,
             event.children
      from run
      cross join json_populate_recordset(null::gap_event, ${JSON.stringify(rows)}::json) as event`);
  }
}

/** A gap that stays as it was needs no line; one that a tenth of its members left or joined does. */
const isWorthALine = ({ event, before, after, parents, children }: GapEvent) =>
  event !== 'continued' || parents.length + children.length > 0 || Math.abs(after - before) * 10 >= before;

/** In words, for whoever reads the history as a list. */
function wordsOf({ event, before, after, parents, children }: GapEvent): string {
  const names = (passages: readonly Passage[]) => passages.map(({ id }) => id).join(', ');
  switch (event) {
    case 'new':
      return `Found with ${after} escalations`;
    case 'continued':
      return `From ${before} to ${after} escalations`;
    case 'split':
      return before === 0
        ? `${after} escalations, split off from ${names(parents)}`
        : `From ${before} to ${after} escalations; others are in ${names(children)} now`;
    case 'merged':
      return after === 0
        ? `Its escalations are in ${names(children)} now`
        : `From ${before} to ${after} escalations, with those of ${names(parents)}`;
    default:
      return 'Its escalations are in other gaps or in none';
  }
}
