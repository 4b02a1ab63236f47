import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rules, what they found in each window, what was raised, and the outbox. Nobody's name stands here: who changed
 * a rule or a channel is said by the ledger alone.
 */
export class Alerts0016 implements MigrationInterface {
  name = 'Alerts0000000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table alert_channel (
        id text primary key,
        name text not null,
        kind text not null check (kind in ('email', 'webhook', 'slack')),
        shown text not null,                         -- where it leads, without what is secret or personal
        sealed bytea not null,                       -- address, recipients and secrets under the keyring's key
        quiet jsonb,                                 -- zone, from, to, weekends; null: none
        urgent_passes boolean not null,
        paused boolean not null,
        created_at timestamptz not null
      );

      create table alert_rule (
        id text primary key,
        condition jsonb not null,
        severity text not null check (severity in ('normal', 'critical')),
        raise_after smallint not null check (raise_after > 0),
        resolve_after smallint not null check (resolve_after > 0),
        channels text[] not null,
        paused boolean not null,
        created_at timestamptz not null,
        changed_at timestamptz not null,             -- of what it looks at: windows that end before do not count
        -- what the windows since then came to
        state text not null check (state in ('new', 'ok', 'unknown', 'firing')),
        since timestamptz,
        breaches smallint not null default 0,        -- in a row
        fines smallint not null default 0,           -- in a row
        looked_at timestamptz                        -- end of the last window that was judged
      );

      -- once each, whatever the number of replicas
      create table alert_window (
        rule_id text not null references alert_rule on delete cascade,
        end_at timestamptz not null,
        verdict text not null check (verdict in ('breach', 'fine', 'unknown')),
        why text,                                    -- of unknown
        value double precision,
        low double precision,
        high double precision,
        rows bigint,
        primary key (rule_id, end_at)
      );
      create index alert_window_by_time on alert_window (end_at);

      create table alert (
        id text primary key,
        rule_id text not null,                       -- which may be gone
        sentence text not null,
        severity text not null,
        unit text not null,
        end_at timestamptz not null,                 -- of the window that raised it
        value double precision,
        low double precision,
        high double precision,
        rows bigint,
        raised_at timestamptz not null,
        resolved_at timestamptz,
        cause text                                   -- of its end: recovered, changed, paused, removed
      );
      create index alert_by_time on alert (raised_at desc);
      create unique index alert_open on alert (rule_id) where resolved_at is null;

      -- the outbox: one message to one channel, kept until it arrived or was given up
      create table alert_message (
        id text primary key,
        channel_id text not null,                    -- which may be gone
        channel_name text not null,
        kind text not null check (kind in ('alerts', 'test')),
        content jsonb not null,
        urgent boolean not null,
        state text not null check (state in ('waiting', 'sent', 'dead')),
        attempts smallint not null default 0,
        created_at timestamptz not null,
        due_at timestamptz not null,                 -- while it is being sent: when somebody else may try
        ended_at timestamptz,
        error text
      );
      create index alert_message_due on alert_message (due_at) where state = 'waiting';
      create index alert_message_by_time on alert_message (created_at desc);

      -- what is to be said to a channel; written with the alert, in one transaction
      create table alert_notice (
        id bigint generated always as identity primary key,
        alert_id text not null references alert,
        channel_id text not null references alert_channel on delete cascade,
        kind text not null check (kind in ('raised', 'resolved')),
        urgent boolean not null,
        at timestamptz not null,
        message_id text references alert_message     -- null: not yet put into one
      );
      create index alert_notice_waiting on alert_notice (channel_id, at) where message_id is null;
      create index alert_notice_by_message on alert_notice (message_id);

      -- who waits, or waited at some time: asked every minute
      create index handoff_left on handoff (least(taken_at, failed_at, ended_at)) where to_kind = 'human';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index handoff_left');
    await runner.query(
      'drop table alert_notice, alert_message, alert, alert_window, alert_rule, alert_channel',
    );
  }
}
