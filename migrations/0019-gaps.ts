import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a run found is kept apart from what people made of it: `gap_found_member` is the run's, `gap_member` is that
 * with the decisions over it, so that each can be written anew without the other.
 */
export class MoreGaps0019 implements MigrationInterface {
  name = 'MoreGaps0000000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table gap_decision
        add column other_gap text,                       -- merged into, split off, moved from
        add column members bytea[] not null default '{}', -- the handoffs that it names
        add column other_members bytea[] not null default '{}', -- what the gap that they go to, or leave, is known by
        add column withdraws text,                       -- uid of the decision that it takes back
        add column withdrawn boolean not null default false;
      create index gap_decision_by_other on gap_decision (other_gap) where other_gap is not null;

      create table gap_found_member (
        handoff_key bytea not null,
        gap_id text not null references gap,
        centrality real not null,
        primary key (handoff_key, gap_id)
      );
      create index gap_found_member_by_gap on gap_found_member (gap_id);
      insert into gap_found_member select handoff_key, gap_id, centrality from gap_member;

      -- the decisions as they were last put over what was found
      create table gap_redirect (
        found_id text primary key,
        gap_id text not null
      );
      create table gap_pin (handoff_key bytea primary key);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table gap_pin, gap_redirect, gap_found_member;
      delete from gap_decision
      where type in ('gap.merged', 'gap.split', 'gap.moved', 'gap.accepted', 'gap.rejected', 'gap.undone');
      alter table gap_decision
        drop column withdrawn, drop column withdraws, drop column other_members, drop column members,
        drop column other_gap;
    `);
  }
}
