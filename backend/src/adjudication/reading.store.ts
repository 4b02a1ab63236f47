import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';

/** An item that somebody holds or has read. */
export interface ReadingRow {
  draw_no: number;
  pass: 1 | 2;
  conversation_key: Buffer;
  handoff_key: Buffer;
  action_key: Buffer;
  stratum_no: number;
  probability: number;
  held_until: Date;
  result: string | null;
  cause: string | null;
  read_at: Date | null;
}

interface Reader {
  plan: string;
  /** Pseudonym within the plan. */
  reader: Buffer;
  now: Date;
}

const columns = sql`
  reading.draw_no, reading.pass, unit.conversation_key, unit.handoff_key, unit.action_key, unit.stratum_no,
  unit.probability, reading.held_until, reading.result, reading.cause, reading.read_at`;

/** Nobody has said what became of it, as far as the facts know. Somebody who reads it anyway wastes a reading. */
const unjudged = sql`
  exists (
    select from action
    where action.conversation_key = unit.conversation_key
      and action.handoff_key = unit.handoff_key
      and action.action_key = unit.action_key
      and coalesce(action.result, 'unknown') not in ('correct', 'incorrect', 'omitted', 'late'))`;

const freeFirst = ({ now, reader }: Reader): Sql => sql`
  unit.draw_no is not null and ${unjudged}
  and not exists (
    select from review_reading as other
    where other.plan_id = unit.plan_id and other.draw_no = unit.draw_no and other.pass = 1
      and (other.result is not null or (other.held_until > ${now} and other.reader <> ${reader})))`;

/** Read once by somebody else, and by nobody a second time. */
const freeSecond = ({ now, reader }: Reader): Sql => sql`
  unit.twice
  and exists (
    select from review_reading as first
    where first.plan_id = unit.plan_id and first.draw_no = unit.draw_no and first.pass = 1
      and first.result is not null and first.reader <> ${reader})
  and not exists (
    select from review_reading as other
    where other.plan_id = unit.plan_id and other.draw_no = unit.draw_no and other.pass = 2
      and (other.result is not null or (other.held_until > ${now} and other.reader <> ${reader})))`;

/** Who reads what. An item is given to one person at a time, and read once. */
@Injectable()
export class ReadingStore {
  constructor(private readonly database: Database) {}

  /** The item that this person holds, if any. */
  held({ plan, reader, now }: Reader, tx: Transaction): Promise<ReadingRow | undefined> {
    return tx.one<ReadingRow>(sql`
      select ${columns}
      from review_reading as reading
      join review_unit as unit using (plan_id, draw_no)
      where plan_id = ${plan} and reading.reader = ${reader} and reading.result is null
        and reading.held_until > ${now}
      order by reading.held_until desc
      limit 1`);
  }

  /** The first free item in the order of the draw; a second reading only when no first is left. */
  next(asker: Reader, tx: Transaction): Promise<{ draw_no: number; pass: 1 | 2 } | undefined> {
    return tx.one(sql`
      select draw_no, pass
      from (
        select unit.draw_no, 1 as pass
        from review_unit as unit
        where unit.plan_id = ${asker.plan} and ${freeFirst(asker)}
        union all
        select unit.draw_no, 2 as pass
        from review_unit as unit
        where unit.plan_id = ${asker.plan} and ${freeSecond(asker)}
      ) as free
      order by pass, draw_no
      limit 1`);
  }

  async countLeft(asker: Reader, tx: Transaction): Promise<number> {
    const row = await tx.one<{ left: number }>(sql`
      select count(*) as left
      from review_unit as unit
      where unit.plan_id = ${asker.plan} and (${freeFirst(asker)} or ${freeSecond(asker)})`);
    return row?.left ?? 0;
  }

  /** Takes an item, also one that somebody held and let go. Whoever asks holds the plan's lock. */
  async hold(
    { plan, reader }: Reader,
    item: { draw_no: number; pass: number },
    until: Date,
    tx: Transaction,
  ): Promise<void> {
    await tx.query(sql`
      insert into review_reading (plan_id, draw_no, pass, reader, held_until)
      values (${plan}, ${item.draw_no}, ${item.pass}, ${reader}, ${until})
      on conflict (plan_id, draw_no, pass) do update
      set reader = excluded.reader, held_until = excluded.held_until
      where review_reading.result is null`);
  }

  /** What this person holds or has read of an action: what is held comes first. */
  find(
    { plan, reader, now }: Reader,
    handoff: Buffer,
    action: Buffer,
    on: Transaction | Database = this.database,
  ): Promise<ReadingRow | undefined> {
    return on.one<ReadingRow>(sql`
      select ${columns}
      from review_unit as unit
      join review_reading as reading using (plan_id, draw_no)
      where plan_id = ${plan} and unit.handoff_key = ${handoff} and unit.action_key = ${action}
        and reading.reader = ${reader} and (reading.result is not null or reading.held_until > ${now})
      order by reading.result is not null, reading.pass desc
      limit 1`);
  }

  /** Gives whether this person still held it. */
  async read(
    { plan, reader, now }: Reader,
    item: { draw_no: number; pass: number },
    said: { result: string; cause: string | null; event_id: string | null },
    tx: Transaction,
  ): Promise<boolean> {
    const rows = await tx.query(sql`
      update review_reading
      set result = ${said.result}, cause = ${said.cause}, read_at = ${now}, event_id = ${said.event_id}
      where plan_id = ${plan} and draw_no = ${item.draw_no} and pass = ${item.pass} and reader = ${reader}
        and result is null and held_until > ${now}
      returning draw_no`);
    return rows.length > 0;
  }

  /** Takes a reading back; the same person holds it again. Gives whether there was one. */
  async withdraw(
    { plan, reader }: Reader,
    item: { draw_no: number; pass: number },
    until: Date,
    tx: Transaction,
  ): Promise<boolean> {
    const rows = await tx.query(sql`
      update review_reading
      set result = null, cause = null, read_at = null, event_id = null, held_until = ${until}
      where plan_id = ${plan} and draw_no = ${item.draw_no} and pass = ${item.pass} and reader = ${reader}
        and result is not null
      returning draw_no`);
    return rows.length > 0;
  }
}
