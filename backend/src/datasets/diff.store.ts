import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';

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

const both = (older: string, newer: string) => sql`
  select coalesce(new.id, old.id) as id,
         coalesce(new.conversation, new.handoff, old.conversation, old.handoff) as owner,
         coalesce(new.text, old.text) as text, coalesce(new.features, old.features) as features, coalesce(new.label, old.label) as label,
         case when new.id is not null then old.label end as before,
         new.split <> old.split as moved,
         case
           when old.id is null then 'added'
           when new.id is null then 'removed'
           when new.label = old.label and new.text = old.text
           and new.features is not distinct from old.features then 'same'
           else 'changed'
         end as kind
  from (select * from dataset_example where dataset_id = ${older}) as old
  full join (select * from dataset_example where dataset_id = ${newer}) as new on new.id = old.id`;
