import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Judgements by people, over samples. A plan and what it drew are written once, with the ledger event that says so;
 * a reading is written with the event that it is. Nothing here is derived, and nobody is named: units are pseudonyms,
 * and who read is one too, another in each plan.
 */
export class Adjudication0017 implements MigrationInterface {
  name = 'Adjudication0000000000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table review_plan (
        id text primary key,
        name text not null,
        spec jsonb not null,                         -- as it was asked for: range, filters, design, size, seed
        as_of timestamptz not null,                  -- the watermark of the facts that it was drawn from
        digest text not null,                        -- of the units drawn from, base64: the same set, the same digest
        drawn_at timestamptz not null,
        event_id text not null                       -- of its event plan.drawn
      );
      create table review_stratum (
        plan_id text not null references review_plan,
        stratum_no smallint not null,                -- 0: what had been judged before the draw
        label text not null,
        population int not null,
        drawn int not null,
        primary key (plan_id, stratum_no)
      );

      -- every due action of the plan's scope, drawn or not: what the estimate is about
      create table review_unit (
        plan_id text not null references review_plan,
        conversation_key bytea not null,
        handoff_key bytea not null,
        action_key bytea not null,
        stratum_no smallint not null,
        probability double precision not null,       -- with which it came into the sample; 1 in stratum 0
        draw_no int,                                 -- place in the order of reading, from 1; null: not drawn
        twice boolean not null default false,        -- a second reader is asked too
        primary key (plan_id, conversation_key, handoff_key, action_key)
      );
      create unique index review_unit_by_draw on review_unit (plan_id, draw_no) where draw_no is not null;

      create table review_reading (
        plan_id text not null references review_plan,
        draw_no int not null,
        pass smallint not null check (pass in (1, 2)),
        reader bytea not null,                       -- pseudonym of the account within the plan
        held_until timestamptz not null,             -- until when nobody else is given it; means nothing once it is read
        result text,                                 -- null: being read
        cause text,
        read_at timestamptz,
        event_id text,                               -- of the event that says so
        primary key (plan_id, draw_no, pass)
      );

      -- A reviewer's judgement is no longer taken for the time at which somebody acted: all facts are folded again,
      -- in place. Where nothing changes, no sum is made again.
      update follower set cursor = 0 where name = 'episodes';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table review_reading, review_unit, review_stratum, review_plan');
  }
}
