import { Injectable } from '@nestjs/common';
import type { withdrawals } from '../contract/datasets.js';
import { Database } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';

export interface DiffCounts {
  added: number;
  removed: number;
  changed: number;
  same: number;
  moved: number;
}

export interface DiffRow {
  kind: 'added' | 'removed' | 'changed';
  id: string;
  /** Of a turn without words: who spoke, and which turn it is. */
  text: string;
  label: string;
  before: string | null;
}

export interface Withdrawn {
  row_no: number;
  id: string;
  why: (typeof withdrawals)[number];
}

/** What is different between two versions; an example keeps its id, which names the handoff. */
@Injectable()
export class DiffStore {
  constructor(private readonly database: Database) {}

  async counts(older: string, newer: string): Promise<DiffCounts> {
    const row = await this.database.one<DiffCounts>(sql`
      select count(*) filter (where kind = 'added') as added, count(*) filter (where kind = 'removed') as removed,
             count(*) filter (where kind = 'changed') as changed, count(*) filter (where kind = 'same') as same,
             count(*) filter (where moved) as moved
      from (${both(older, newer)}) as compared`);
    return row ?? { added: 0, removed: 0, changed: 0, same: 0, moved: 0 };
  }

  labels(older: string, newer: string): Promise<{ label: string; before: number; after: number }[]> {
    return this.database.query(sql`
      select label, count(*) filter (where dataset_id = ${older}) as before,
             count(*) filter (where dataset_id = ${newer}) as after
      from dataset_example
      where dataset_id in (${older}, ${newer})
      group by label
      order by abs(count(*) filter (where dataset_id = ${newer}) - count(*) filter (where dataset_id = ${older})) desc,
               label`);
  }

  /**
   * A page of what a copy of the older version must give up to become the newer one, in the order of its rows; `owners`:
   * handoffs and conversations whose customers took back consent. The same version twice: these alone.
   */
  withdrawn(
    older: string,
    newer: string,
    owners: readonly string[],
    after: number,
    most: number,
  ): Promise<Withdrawn[]> {
    return this.database.query(sql`
      select *
      from (
        select old.row_no, old.id,
               case
                 when coalesce(old.conversation, old.handoff) = any(${owners}::text[]) then 'consent'
                 when new.id is null then 'gone'
                 when not (${isSame}) then 'changed'
                 when new.split <> old.split then 'moved'
               end as why
        from dataset_example as old
        left join dataset_example as new on new.dataset_id = ${newer} and new.id = old.id
        where old.dataset_id = ${older} and old.row_no > ${after}
      ) as compared
      where why is not null
      order by row_no
      limit ${most}`);
  }

  /** How many examples of a version are not among these. */
  async lost(dataset: string, kept: readonly string[]): Promise<number> {
    const row = await this.database.one<{ lost: number }>(sql`
      select count(*) as lost
      from dataset_example as old
      where old.dataset_id = ${dataset}
        and not exists (select from unnest(${kept}::text[]) as kept (id) where kept.id = old.id)`);
    return row?.lost ?? 0;
  }

  /** The first few of each kind; `hidden`: handoffs whose words are not shown any more. */
  sample(older: string, newer: string, hidden: readonly string[], most: number): Promise<DiffRow[]> {
    return this.database.query(sql`
      select kind, id, coalesce(nullif(text, ''), features ->> 'party' || ', turn ' || (features ->> 'turn')) as text,
             label, before
      from (
        select *, row_number() over (partition by kind order by id) as place
        from (${both(older, newer)}) as compared
        where kind <> 'same' and owner <> all(${hidden}::text[])
      ) as numbered
      where place <= ${most}
      order by kind, id`);
  }
}

/** Whether two rows, by their names in the statement, teach the same, in whichever part: else one of them is news. */
export const sayTheSame = (one: string, other: string): Sql =>
  sql.raw(
    `${one}.label = ${other}.label and ${one}.text = ${other}.text and ${one}.features is not distinct from ${other}.features`,
  );
const isSame = sayTheSame('new', 'old');

const both = (older: string, newer: string) => sql`
  select coalesce(new.id, old.id) as id,
         coalesce(new.conversation, new.handoff, old.conversation, old.handoff) as owner,
         coalesce(new.text, old.text) as text, coalesce(new.features, old.features) as features, coalesce(new.label, old.label) as label,
         case when new.id is not null then old.label end as before,
         new.split <> old.split as moved,
         case
           when old.id is null then 'added'
           when new.id is null then 'removed'
           when ${isSame} then 'same'
           else 'changed'
         end as kind
  from (select * from dataset_example where dataset_id = ${older}) as old
  full join (select * from dataset_example where dataset_id = ${newer}) as new on new.id = old.id`;
