import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the bot could not do. `escalation` and `gap_decision` are derived from the ledger by the gaps follower and
 * may be dropped and rebuilt; the other tables are the memory of the discovery runs, which keeps gaps' identities.
 */
export class Gaps0004 implements MigrationInterface {
  name = 'Gaps0000000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table escalation (
        customer_key bytea not null,
        conversation_key bytea not null,
        handoff_key bytea not null,
        event_uid text not null,                     -- of the event that initiated it
        at timestamptz not null,
        source text not null,
        bot text,
        bot_version text,
        channel text,
        language text,
        queue text,
        reason text,                                 -- primary
        reasons text[] not null,
        intent text,                                 -- as the bot understood it
        confidence_bp int,
        failed_code text,
        resolved_intent text,                        -- of the last hop that said how it ended
        resolution text,
        disposition text,
        steps text[] not null,                       -- personal: what the human did, masked
        words text,                                  -- personal: what the human answered, masked
        text text,                                   -- personal: the customer's words before it, masked, one turn per line
        masked jsonb not null,                       -- how often each kind of personal data was masked in text
        primary key (customer_key, conversation_key, handoff_key)
      );
      create index escalation_by_key on escalation (handoff_key);
      create index escalation_by_conversation on escalation (conversation_key);
      create index escalation_by_time on escalation (at);

      -- decisions of people about gaps, as the ledger has them; the latest of its kind holds
      create table gap_decision (
        uid text primary key,
        gap_id text not null,
        type text not null,                          -- gap.named, gap.dismissed, gap.restored
        at timestamptz not null,
        name text,
        reason text,
        anchors bytea[] not null                     -- the gap's most central handoffs when it was decided
      );
      create index gap_decision_by_gap on gap_decision (gap_id, at);

      create table gap_run (
        id bigint generated always as identity primary key,
        at timestamptz not null,
        seconds real not null,
        algorithm text not null,
        input text not null,                         -- digest of what it looked at
        escalations int not null,
        resolved int not null,                       -- of them, with a resolved intent
        in_gaps int not null,
        noise int not null,
        without_text int not null
      );
      create table gap (
        id text primary key,
        stream text not null,                        -- capability, policy, customer_preference, capacity
        type text not null,
        evidence jsonb not null,                     -- [{fact, share}]
        name text not null,                          -- by its terms; a person's name is a decision
        terms text[] not null,
        neighbours jsonb not null,                   -- [{id, similarity}]
        retired_at timestamptz                       -- no group continues it since
      );
      create table gap_member (
        handoff_key bytea not null,
        gap_id text not null references gap,
        centrality real not null,                    -- nearness to the gap's centre, 0 to 1
        primary key (handoff_key, gap_id)
      );
      create index gap_member_by_gap on gap_member (gap_id, centrality desc);
      create table gap_event (
        id bigint generated always as identity primary key,
        gap_id text not null,
        run_id bigint not null references gap_run,
        event text not null,                         -- new, continued, retired
        detail text not null
      );
      create index gap_event_by_gap on gap_event (gap_id, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table gap_event, gap_member, gap, gap_run, gap_decision, escalation');
  }
}
