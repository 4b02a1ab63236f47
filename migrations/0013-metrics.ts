import type { MigrationInterface, QueryRunner } from 'typeorm';

const grains = ['quarter', 'hour', 'day'];

/** Sums of squares outgrow an int. */
const wider = ['episode', 'handoff', 'action']
  .flatMap((population) => grains.map((grain) => `rollup_${population}_${grain}`))
  .map((table) => `truncate ${table}; alter table ${table} alter column sums type bigint[];`)
  .join('\n');

const surveyRollups = grains
  .map(
    (grain) => `
      create table rollup_survey_${grain} (
        bucket_at timestamptz not null,
        dimension text not null,
        value text not null,
        sums bigint[] not null,
        primary key (bucket_at, dimension, value)
      );
      create statistics rollup_survey_${grain}_slice (dependencies, mcv)
        on dimension, value from rollup_survey_${grain};`,
  )
  .join('\n');

/**
 * Facts for the metrics that were missing. They are functions of the same events, so that everything derived is
 * thrown away here and the episodes follower reads the ledger again; what customers allowed stays, for nothing may
 * be shown meanwhile that was withheld before.
 */
export class MoreMetrics0013 implements MigrationInterface {
  name = 'MoreMetrics0000000000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      truncate conversation, contact, episode, handoff, action, release, dirty_bucket;
      delete from follower where name = 'episodes';
      ${wider}
      update rollup_state set signature = null, complete = false, watermark_at = null;
    `);
    await runner.query(`
      alter table episode
        add column request_turns int,                -- customer turns after the request for a human; null: no request
        add column distress_turns int,               -- customer turns after the first negative one; null: there is none
        add column mood_known boolean not null default false,
        add column negative_at timestamptz,
        add column resolved boolean not null default false, -- self-served, or a human says so
        add column settled boolean not null default false,  -- ended, and so is all that humans did about it
        add column taken int not null default 0,     -- of its handoffs, by humans
        add column handle_seconds bigint not null default 0, -- of humans, without idle time
        add column contact_no smallint not null default 1,
        add column contact_first boolean not null default true, -- stands for its contact
        add column contact_intent text,              -- first intent the bot understood in the contact
        add column contact_resolved boolean not null default false,
        add column same_before_at timestamptz,       -- the customer's contact about the same intent before this one
        add column same_after_at timestamptz,        -- and the next
        add column bot_bin smallint
          generated always as (time_bin(started_at, ended_at, ended_at)) stored,
        add column negative_bin smallint
          generated always as (time_bin(started_at, negative_at, ended_at)) stored;
      create index episode_times on episode (started_at)
        include (bot_bin, negative_bin, mood_known, eligible) where not times_assumed;

      alter table handoff
        add column judged_due_at timestamptz,        -- when the last of its judged actions is due
        add column readback boolean,                 -- who joined read fields back; null: nobody joined
        add column helped_at timestamptz,            -- first human turn that is more than a greeting
        add column bot_last_at timestamptz,          -- the bot's last turn before it
        add column idle_seconds bigint,              -- silences of more than five minutes while a human had it
        add column handle_seconds bigint,            -- from taken to its end, without idle time; null: not both known
        add column chain_hops smallint,              -- handoffs of its chain; on the first of them
        add column again_at timestamptz,             -- after it failed: a human was asked again
        add column human_bin smallint
          generated always as (time_bin(taken_at, ended_at, ended_at)) stored,
        add column help_bin smallint
          generated always as (time_bin(joined_at, helped_at, ended_at)) stored,
        add column silence_bin smallint
          generated always as (time_bin(bot_last_at, replied_at, ended_at)) stored;
      create index handoff_work on handoff (initiated_at)
        include (human_bin, help_bin, silence_bin, taken_at, joined_at, bot_last_at)
        where to_kind = 'human' and purpose in ('escalation', 'success', 'transfer') and not times_assumed;
      create index handoff_by_judged on handoff (judged_due_at) where judged_due_at is not null;
    `);
    await runner.query(`
      create table survey (
        customer_key bytea not null,
        conversation_key bytea not null,
        event_uid uuid not null,
        episode_no smallint,                         -- the episode before it, or that of its handoff
        handoff_key bytea,                           -- of the human leg: the latest handoff to a human before it
        source text not null,                        -- this and the next eight: of its handoff, else of its episode
        bot text,
        bot_version text,
        channel text,
        language text,
        segment text,
        intent text,
        queue text,
        reason text,
        survey_kind text not null,
        leg text not null,                           -- bot, human
        score_milli int not null,                    -- as it was given
        points int,                                  -- 0 the worst, 10000 the best of its scale; null: no known scale
        promotes int,                                -- 100, 0, -100; null: not a net promoter score on its own scale
        answered_at timestamptz not null,
        anchor_at timestamptz not null,              -- its handoff's or episode's start, else answered_at
        primary key (customer_key, conversation_key, event_uid)
      );
      create index survey_by_time on survey (anchor_at);
      create index survey_by_conversation on survey (conversation_key);
      ${surveyRollups}

      -- what the operator pays, in thousandths of the currency; no row: not set. Who set it stands in the ledger
      create table cost_rate (
        singleton boolean primary key default true check (singleton),
        currency text not null,
        bot_episode_milli bigint not null check (bot_episode_milli >= 0),
        human_contact_milli bigint not null check (human_contact_milli >= 0),
        human_hour_milli bigint not null check (human_hour_milli >= 0),
        changed_at timestamptz not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = grains.map((grain) => `rollup_survey_${grain}`).join(', ');
    await runner.query(`
      drop table cost_rate, survey, ${tables};
      drop index handoff_work, handoff_by_judged, episode_times;
      alter table handoff
        drop column silence_bin, drop column help_bin, drop column human_bin, drop column again_at,
        drop column chain_hops, drop column handle_seconds, drop column idle_seconds, drop column bot_last_at,
        drop column helped_at, drop column readback, drop column judged_due_at;
      alter table episode
        drop column negative_bin, drop column bot_bin, drop column same_after_at, drop column same_before_at,
        drop column contact_resolved, drop column contact_intent, drop column contact_first, drop column contact_no,
        drop column handle_seconds, drop column taken, drop column settled, drop column resolved,
        drop column negative_at, drop column mood_known, drop column distress_turns, drop column request_turns;
    `);
  }
}
