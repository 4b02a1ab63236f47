import { Injectable } from '@nestjs/common';
import { Database } from '../../db/database.js';
import { sql } from '../../db/sql.js';
import { gapName } from '../membership.store.js';
import type { LineageNode } from './lineage-graph.js';
import type { Passage } from './trace-events.js';

export interface HistoryRow {
  at: Date;
  event: string;
  detail: string;
  parents: Passage[];
  children: Passage[];
}

/** Longest chain of kinship that is drawn, and most of what is drawn. */
const furthest = 3;
const most = 400;

/** Where gaps come from. */
@Injectable()
export class LineageStore {
  constructor(private readonly database: Database) {}

  /** Runs and decisions, oldest first. */
  async history(id: string): Promise<HistoryRow[]> {
    return this.database.query<HistoryRow>(sql`
      select at, event, detail, parents, children
      from (
        select gap_run.at, gap_event.event, gap_event.detail, gap_event.parents, gap_event.children,
               lpad(gap_event.id::text, 19, '0') as place
        from gap_event
        join gap_run on gap_run.id = gap_event.run_id
        where gap_event.gap_id = ${id}
        union all
        select at, substring(type from 5), coalesce(name, reason, other_gap, ''), '[]', '[]', uid
        from gap_decision
        where gap_id = ${id} or other_gap = ${id}
      ) as happened
      order by at, place`);
  }

  /** The gap and its kin at every run that changed one of them, oldest first. */
  async kin(id: string): Promise<LineageNode[]> {
    return this.database.query<LineageNode>(sql`
      with recursive kin (id, distance) as (
        select ${id}::text, 0
        union
        select other.id, kin.distance + 1
        from kin
        join gap_event on gap_event.gap_id = kin.id
        cross join jsonb_to_recordset(gap_event.parents || gap_event.children) as other (id text)
        where kin.distance < ${furthest}
      )
      select *
      from (
        select gap_event.gap_id, coalesce(${gapName}, gap_event.gap_id) as name, gap_event.run_id, gap_run.at,
               gap_event.event, coalesce(gap_event.size_after, 0) as size, gap_event.parents, gap_event.id
        from gap_event
        join gap_run on gap_run.id = gap_event.run_id
        left join gap on gap.id = gap_event.gap_id
        where gap_event.gap_id in (select kin.id from kin)
        order by gap_event.id desc
        limit ${most}
      ) as node
      order by id`);
  }
}
