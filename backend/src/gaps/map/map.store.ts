import { Injectable } from '@nestjs/common';
import { mostPoints } from '../../contract/gaps.js';
import { Database, type Transaction } from '../../db/database.js';
import { sql } from '../../db/sql.js';
import type { Bubble } from './map-layout.js';
import type { Unplaced } from './map-spread.js';

/** Escalations of one gap on the map: x and y in turn, as 32-bit floats, big endian. */
export interface PointsOfGap {
  gap: string;
  places: Buffer;
}

/** Where gaps lie on the map, and their escalations in them. */
@Injectable()
export class MapStore {
  constructor(private readonly database: Database) {}

  /** Gaps that have escalations. What was split off lies near to what it was split off from. */
  async gaps(tx: Transaction): Promise<Unplaced[]> {
    const rows = await tx.query<{
      id: string;
      size: number;
      near: Unplaced['near'];
      x: number | null;
      y: number | null;
    }>(sql`
      select gap.id, member.size, gap.x, gap.y,
             gap.neighbours || coalesce(
               (select jsonb_agg(jsonb_build_object('id', decision.gap_id, 'similarity', 1))
                from gap_decision as decision
                where decision.type = 'gap.split' and decision.other_gap = gap.id and not decision.withdrawn),
               '[]') as near
      from gap
      join (select gap_id, count(*) as size from gap_member group by gap_id) as member
        on member.gap_id = gap.id
      order by gap.id`);
    return rows.map(({ id, size, near, x, y }) => ({
      id,
      size,
      near,
      at: x === null || y === null ? null : { x, y },
    }));
  }

  async place(bubbles: readonly Bubble[], tx: Transaction): Promise<void> {
    await tx.query(sql`
      update gap
      set x = bubble.x, y = bubble.y, radius = bubble.radius
      from unnest(
        ${bubbles.map(({ id }) => id)}::text[],
        ${bubbles.map(({ x }) => x)}::real[],
        ${bubbles.map(({ y }) => y)}::real[],
        ${bubbles.map(({ radius }) => radius)}::real[]) as bubble (id, x, y, radius)
      where gap.id = bubble.id`);
  }

  /**
   * Escalations of a range within the circles of their gaps: the more typical, the nearer to the middle; the direction
   * is the key's, so that it stays. Keys are keyed digests: the first ones are a sample, and the same one next time.
   */
  async points({ from, to }: { from: Date | null; to: Date | null }): Promise<PointsOfGap[]> {
    return this.database.query<PointsOfGap>(sql`
      with chosen as (
        select gap_member.gap_id, gap_member.handoff_key, gap_member.centrality
        from gap_member
        join escalation on escalation.handoff_key = gap_member.handoff_key
        where escalation.text is not null
          and (${from}::timestamptz is null or escalation.at >= ${from})
          and (${to}::timestamptz is null or escalation.at < ${to})
        order by gap_member.handoff_key, gap_member.gap_id
        limit ${mostPoints}
      ),
      ranked as (
        select gap_id, handoff_key,
               2 * pi() * (256 * get_byte(handoff_key, 0) + get_byte(handoff_key, 1)) / 65536 as direction,
               sqrt(
                 (row_number() over (partition by gap_id order by centrality desc, handoff_key) - 0.5)
                 / count(*) over (partition by gap_id)) as away
        from chosen
      )
      select ranked.gap_id as gap,
             string_agg(
               float4send((gap.x + gap.radius * away * cos(direction))::real)
               || float4send((gap.y + gap.radius * away * sin(direction))::real),
               '' order by ranked.handoff_key) as places
      from ranked
      join gap on gap.id = ranked.gap_id
      where gap.x is not null
      group by ranked.gap_id
      order by ranked.gap_id`);
  }
}
