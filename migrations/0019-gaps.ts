import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a run found is kept apart from what people made of it: `gap_found_member` is the run's, `gap_member` is that
 * with the decisions over it, so that each can be written anew without the other.
 */
export class MoreGaps0019 implements MigrationInterface {
  name = 'MoreGaps0000000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      truncate escalation, gap_decision;
      delete from follower where name = 'gaps';
      alter table gap_decision
        add column other_gap text,                       -- merged into, split off, moved from
        add column members bytea[] not null default '{}', -- the handoffs that it names
        add column other_members bytea[] not null default '{}', -- what the gap that they go to, or leave, is known by
        add column withdraws text,                       -- uid of the decision that it takes back
        add column withdrawn boolean not null default false;
      create index gap_decision_by_other on gap_decision (other_gap) where other_gap is not null;

      -- everything that the gaps follower derives is derived anew, with what the bot did
      alter table escalation add column bot_actions text[] not null; -- before it, each once
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

      -- escalations that no run has looked at yet
      create table gap_news (
        id bigint generated always as identity primary key,
        handoff_key bytea not null
      );
      -- what the last run left behind to hold new escalations against, and its gaps by their places
      create table gap_model (
        singleton boolean primary key default true check (singleton),
        version uuid not null default gen_random_uuid(),
        model bytea not null,
        gaps text[] not null
      );

      alter table gap_event
        add column size_before int,
        add column size_after int,
        -- [{id, shared, shareOfParent, shareOfChild}]: gaps that its members came from, and went to
        add column parents jsonb not null default '[]',
        add column children jsonb not null default '[]';
      create index gap_event_by_run on gap_event (run_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from gap_event where event in ('split', 'merged');
      alter table gap_event drop column size_before, drop column size_after, drop column parents, drop column children;
      drop table gap_model, gap_news, gap_pin, gap_redirect, gap_found_member;
      truncate escalation, gap_decision;
      delete from follower where name = 'gaps';
      alter table escalation drop column bot_actions;
      alter table gap_decision
        drop column withdrawn, drop column withdraws, drop column other_members, drop column members,
        drop column other_gap;
    `);
  }
}
