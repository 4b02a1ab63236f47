import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What happened, derived from the ledger by the episodes follower; may be dropped and rebuilt at any time.
 * Every key begins with `customer_key`: the 16-byte pseudonym of the customer, or of the conversation when the
 * customer is not known, so that a distributed database keeps one customer's rows together.
 * Columns marked personal are erased with the subject and are never counted.
 */
export class Facts0002 implements MigrationInterface {
  name = 'Facts0000000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table follower (
        name text primary key,
        cursor bigint not null default 0,            -- leaves below this index are applied
        watermark_at timestamptz,                    -- latest event time seen, never later than the clock
        state jsonb not null default '{}'
      );
      create table conversation (
        customer_key bytea not null,
        conversation_key bytea not null,
        source text not null,
        conversation_id text,                        -- personal
        customer_id text,                            -- personal
        channel text,
        language text,
        segment text,
        initiated_by text,                           -- customer, business
        first_at timestamptz not null,
        last_at timestamptz not null,
        event_count int not null,
        handoff_signal boolean not null,             -- any handoff event was seen
        primary key (customer_key, conversation_key)
      );
      create unique index conversation_by_key on conversation (conversation_key);
      create index conversation_by_id on conversation (conversation_id);
      create index conversation_by_customer on conversation (customer_id);

      -- a customer's (or the business's) new start: the first event, and each reopening after an end
      create table contact (
        customer_key bytea not null,
        conversation_key bytea not null,
        contact_no smallint not null,
        at timestamptz not null,
        initiated_by text not null,                  -- customer, business
        intent text,                                 -- first intent the bot understood in it
        primary key (customer_key, conversation_key, contact_no)
      );

      create table episode (
        customer_key bytea not null,
        conversation_key bytea not null,
        episode_no smallint not null,                -- from 1
        source text not null,
        bot text,
        bot_version text,
        channel text,
        language text,
        segment text,
        initiated_by text not null,
        intent text,                                 -- last intent the bot understood
        reason text,                                 -- primary reason of its escalation
        queue text,                                  -- where its escalation went
        started_at timestamptz not null,
        ended_at timestamptz,
        times_assumed boolean not null,
        outcome text,                                -- null while open
        eligible boolean not null,                   -- bot engaged, customer spoke, not begun by the business
        requested boolean not null,                  -- the customer asked for a human
        escalated boolean not null,                  -- an escalation was initiated (offered)
        accepted boolean not null,
        completed boolean not null,                  -- a human replied or resolved
        proactive boolean,                           -- escalated before the customer asked
        customer_turns int not null,
        bot_turns int not null,
        resumed boolean not null,                    -- began when a human returned the customer to the bot
        silent boolean not null,                     -- resumed, the customer spoke, the bot has not
        primary key (customer_key, conversation_key, episode_no)
      );
      create index episode_by_time on episode (started_at);
      create index episode_by_conversation on episode (conversation_key);

      create table handoff (
        customer_key bytea not null,
        conversation_key bytea not null,
        handoff_key bytea not null,
        handoff_id text,                             -- personal
        episode_no smallint,                         -- the episode that it left (escalation, success) or began (return)
        chain_key bytea not null,                    -- the handoff that began this stretch of hops; itself for the first
        hop smallint not null,                       -- 1 for the first of a chain, 2 for the next transfer
        source text not null,
        bot text,
        bot_version text,
        channel text,
        language text,
        segment text,
        purpose text not null,
        from_kind text not null,
        to_kind text not null,
        from_queue text,
        queue text,
        skill text,
        tier text,
        reason text,                                 -- primary
        reasons text[] not null,
        signal text not null,                        -- explicit, inferred
        rule text,
        proactive boolean,
        intent text,
        confidence_bp int,
        sentiment_bp int,
        failed_code text,
        priority text,
        consent_scopes text[],
        notified boolean,
        fallback text,
        context_fields text[] not null,
        context_required smallint not null,          -- by the policy of its purpose
        context_present smallint not null,
        starved boolean not null,                    -- nothing but a phone number, a ticket or a queue travelled
        initiated_at timestamptz not null,
        delivered_at timestamptz,                    -- each level keeps its own time: a reply does not fill the others
        accepted_at timestamptz,
        joined_at timestamptz,
        replied_at timestamptz,                      -- reported, or the first human turn recorded after it
        taken_at timestamptz,                        -- first of accepted, joined, replied, resolved
        failed_at timestamptz,                       -- last failure, when nobody took it afterwards
        failed_reason text,
        reroutes smallint not null,
        first_action_at timestamptz,                 -- first required action carried out, or the resolution
        resolved_at timestamptz,
        ended_at timestamptz,                        -- resolved, returned, sent onward, or the conversation ended (not for success)
        deadline_at timestamptz,
        leak_at timestamptz not null,                -- its horizon: deadline, else 24 h after it began
        resolution text,
        resolved_intent text,
        disposition text,
        repeated smallint,                           -- fields the customer had to repeat; null: nobody reported
        transferred boolean not null,                -- sent onward by a human
        actions_required smallint not null,
        actions_correct smallint not null,
        actions_wrong smallint not null,             -- incorrect, omitted, late
        callback_at timestamptz,                     -- first later contact credited to it, within 30 days
        callback_key bytea,                          -- the conversation of that contact
        callback_reasons text[] not null default '{}', -- why it is attributed; empty: not attributed
        times_assumed boolean not null,
        primary key (customer_key, conversation_key, handoff_key)
      );
      create index handoff_by_time on handoff (initiated_at, handoff_key);
      create index handoff_by_conversation on handoff (conversation_key);
      create index handoff_by_key on handoff (handoff_key);
      create index handoff_by_id on handoff (handoff_id);
      create index handoff_by_leak on handoff (leak_at) where first_action_at is null;

      create table action (
        customer_key bytea not null,
        conversation_key bytea not null,
        action_key bytea not null,
        handoff_key bytea,                           -- null: done without a handoff
        source text not null,                        -- this and the next twelve: of its handoff, else of its conversation
        bot text,
        bot_version text,
        channel text,
        language text,
        segment text,
        intent text,
        queue text,
        reason text,
        tier text,
        priority text,
        purpose text,
        signal text,
        kind text,
        promised boolean,
        result text,                                 -- null: nobody has said
        cause text,
        evidence text,
        due_at timestamptz,                          -- null: due as soon as it exists
        recorded_at timestamptz,
        anchor_at timestamptz not null,              -- its handoff's start, else recorded_at
        -- the same action again in a later chain of the conversation is another action
        unique nulls not distinct (customer_key, conversation_key, handoff_key, action_key)
      );
      create index action_by_time on action (anchor_at);
      create index action_by_due on action (due_at) where due_at is not null;
      create index action_by_conversation on action (conversation_key);

      create table release (
        bot text not null,
        version text not null,
        released_at timestamptz not null,
        dataset_version text,
        improvements text[] not null,
        event_uid uuid not null,                     -- said twice, the earliest counts; this breaks the tie
        primary key (bot, version)
      );

      -- 15-minute buckets (UTC) whose facts changed since they were last summed
      create table dirty_bucket (
        population text not null,                    -- episode, handoff, action
        bucket_at timestamptz not null,
        primary key (population, bucket_at)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table dirty_bucket, release, action, handoff, episode, contact, conversation, follower',
    );
  }
}
