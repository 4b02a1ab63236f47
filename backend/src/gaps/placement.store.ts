import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Placement } from './placement.js';

const bytes = (keys: Iterable<string>) => [...keys].map((key) => Buffer.from(key, 'base64url'));

interface Row {
  handoff: string;
  gap: string;
  centrality: number;
}

/** A handoff that was found in no gap is put into one by a person only. */
const byPersonOnly = 0.5;

/** Puts people's decisions over what the last run found. */
@Injectable()
export class PlacementStore {
  /** One at a time, whoever it is: the run that ends, and the follower. */
  async lock(tx: Transaction): Promise<void> {
    await tx.lock('gaps.members');
  }

  /** Writes what changed since the last time only, or (`all`, after a run) everything. */
  async write(decided: Placement, all: boolean, tx: Transaction): Promise<void> {
    await this.ensureGaps(decided.targets, tx);
    const placement = { ...decided, redirects: await this.withMerged(decided, tx) };
    const changed = all ? null : await this.changedGaps(placement, tx);
    const handoffs = new Set([...placement.named, ...(await this.pinned(tx))]);
    const pinned = bytes(placement.named);
    await this.remove(changed, bytes(handoffs), tx);
    await this.insertFound(placement, changed, bytes(handoffs), tx);
    await this.insertPinned(await this.rowsOf([...handoffs], placement, tx), tx);
    await tx.query(sql`delete from gap_redirect`);
    await tx.query(sql`
      insert into gap_redirect (found_id, gap_id)
      select * from unnest(
        ${[...placement.redirects.keys()]}::text[],
        ${[...placement.redirects.values()]}::text[])`);
    await tx.query(sql`delete from gap_pin`);
    await tx.query(sql`insert into gap_pin (handoff_key) select * from unnest(${pinned}::bytea[])`);
    await this.retireEmpty(tx);
  }

  /** A group found anew most of which was merged into a gap leads there, so that what comes to it later does too. */
  private async withMerged(
    { redirects, merged, targets }: Placement,
    tx: Transaction,
  ): Promise<ReadonlyMap<string, string>> {
    if (merged.size === 0) return redirects;
    const rows = await tx.query<{ found_id: string; gap_id: string }>(sql`
      with shared as (
        select found.gap_id as found_id, merged.gap_id, count(*) as handoffs
        from unnest(${bytes(merged.keys())}::bytea[], ${[...merged.values()]}::text[])
          as merged (handoff_key, gap_id)
        join gap_found_member as found on found.handoff_key = merged.handoff_key
        group by 1, 2
      )
      select shared.found_id, shared.gap_id
      from shared
      where shared.handoffs * 2 > (
        select count(*) from gap_found_member as found where found.gap_id = shared.found_id)
        and shared.found_id <> all(${[...targets]}::text[])`);
    return new Map([
      ...rows.map((row) => [row.found_id, row.gap_id] as const).filter(([found, gap]) => found !== gap),
      ...redirects,
    ]);
  }

  /** Found gaps that lead elsewhere than when they were last written. */
  private async changedGaps({ redirects }: Placement, tx: Transaction): Promise<string[]> {
    const rows = await tx.query<{ found_id: string; gap_id: string }>(
      sql`select found_id, gap_id from gap_redirect`,
    );
    const before = new Map(rows.map((row) => [row.found_id, row.gap_id]));
    return [...new Set([...before.keys(), ...redirects.keys()])].filter(
      (id) => before.get(id) !== redirects.get(id),
    );
  }

  private async pinned(tx: Transaction): Promise<string[]> {
    const rows = await tx.query<{ handoff_key: Buffer }>(sql`select handoff_key from gap_pin`);
    return rows.map((row) => row.handoff_key.toString('base64url'));
  }

  private async remove(
    changed: readonly string[] | null,
    handoffs: readonly Buffer[],
    tx: Transaction,
  ): Promise<void> {
    if (changed === null) {
      await tx.query(sql`delete from gap_member`);
      return;
    }
    await tx.query(sql`
      delete from gap_member
      where handoff_key in (
        select unnest(${handoffs}::bytea[])
        union all
        select handoff_key from gap_found_member where gap_id = any(${changed}::text[]))`);
  }

  private async insertFound(
    { redirects }: Placement,
    changed: readonly string[] | null,
    handoffs: readonly Buffer[],
    tx: Transaction,
  ): Promise<void> {
    const chosen =
      changed === null
        ? sql`true`
        : sql`found.handoff_key in (
            select handoff_key from gap_found_member where gap_id = any(${changed}::text[]))`;
    await tx.query(sql`
      insert into gap_member (handoff_key, gap_id, centrality)
      select found.handoff_key, coalesce(redirect.gap_id, found.gap_id), max(found.centrality)
      from gap_found_member as found
      left join unnest(${[...redirects.keys()]}::text[], ${[...redirects.values()]}::text[])
        as redirect (found_id, gap_id) on redirect.found_id = found.gap_id
      where ${chosen}
        and not exists (
          select from unnest(${handoffs}::bytea[]) as pin (handoff_key)
          where pin.handoff_key = found.handoff_key)
      group by 1, 2`);
  }

  private async rowsOf(handoffs: readonly string[], placement: Placement, tx: Transaction): Promise<Row[]> {
    const found = await tx.query<{ handoff_key: Buffer; gap_id: string; centrality: number }>(sql`
      select handoff_key, gap_id, centrality
      from gap_found_member
      where handoff_key = any(${bytes(handoffs)}::bytea[])`);
    const foundIn = new Map<string, Map<string, number>>();
    for (const row of found) {
      const key = row.handoff_key.toString('base64url');
      foundIn.set(key, (foundIn.get(key) ?? new Map<string, number>()).set(row.gap_id, row.centrality));
    }
    return handoffs.flatMap((handoff) => {
      const own = foundIn.get(handoff) ?? new Map<string, number>();
      const most = own.size === 0 ? byPersonOnly : Math.max(...own.values());
      return placement
        .place(handoff, [...own.keys()])
        .map((gap) => ({ handoff, gap, centrality: own.get(gap) ?? most }));
    });
  }

  private async insertPinned(rows: readonly Row[], tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into gap_member (handoff_key, gap_id, centrality)
      select * from unnest(
        ${bytes(rows.map((row) => row.handoff))}::bytea[],
        ${rows.map((row) => row.gap)}::text[],
        ${rows.map((row) => row.centrality)}::real[])`);
  }

  /** Of these, those that no run found: nobody has described them. */
  async unfound(ids: ReadonlySet<string>, tx: Transaction): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(sql`
      select id
      from unnest(${[...ids]}::text[]) as id
      where not exists (select from gap_found_member where gap_found_member.gap_id = id)`);
    return rows.map((row) => row.id);
  }

  /** Gaps that people made have no run that describes them. */
  private async ensureGaps(ids: ReadonlySet<string>, tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into gap (id, stream, type, evidence, name, terms, neighbours)
      select id, 'capability', 'other', '[]', id, '{}', '[]'
      from unnest(${[...ids]}::text[]) as id
      on conflict (id) do nothing`);
  }

  /** A gap is there while something is in it, or was found in it and merged elsewhere. A retired one keeps no words. */
  private async retireEmpty(tx: Transaction): Promise<void> {
    await tx.query(sql`
      update gap
      set retired_at = null
      where retired_at is not null and exists (select from gap_member where gap_member.gap_id = gap.id)`);
    await tx.query(sql`
      update gap
      set retired_at = coalesce((select max(at) from gap_run), to_timestamp(0)), neighbours = '[]', name = id, terms = '{}'
      where retired_at is null
        and not exists (select from gap_member where gap_member.gap_id = gap.id)
        and not exists (select from gap_found_member where gap_found_member.gap_id = gap.id)`);
    await tx.query(sql`
      delete from gap_title
      using gap
      where gap.id = gap_title.gap_id and gap.retired_at is not null`);
  }
}
