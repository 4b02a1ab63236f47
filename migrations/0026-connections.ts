import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How each source is read, what came in and what could not be read. Nobody's name stands here: who changed a
 * source is said by the ledger alone.
 */
export class Connections0026 implements MigrationInterface {
  name = 'Connections0000000000026';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table connection (
        name text primary key,                       -- the source of its events
        format text not null,
        mapping jsonb,                               -- of csv: what its columns mean
        handoff_tools text[],
        messages_key text,
        public_key text,                             -- PEM or JWK that signatures in its records are checked with
        signature jsonb,                             -- how its deliveries are signed, without secrets; null: none are taken
        sealed bytea,                                -- secrets under the keyring's key
        paused boolean not null,
        created_at timestamptz not null,
        changed_at timestamptz not null
      );
      -- what a source's own words for a reason mean, as somebody decided; also of sources without a connection
      create table source_reason (
        source text not null,
        spelled text not null,                       -- without regard to case, blanks, _ and -
        raw text not null,
        reason text not null,
        changed_at timestamptz not null,
        primary key (source, spelled)
      );

      -- deliveries that were taken, for as long as somebody might send them again
      create table hook_delivery (
        source text not null,
        digest bytea not null check (octet_length(digest) = 32), -- keyed
        at timestamptz not null,
        primary key (source, digest)
      );
      create index hook_delivery_by_time on hook_delivery (at);
      -- what reading a record has to know of those before it in its conversation
      create table hook_memory (
        source text not null,
        slot text not null,
        key bytea not null check (octet_length(key) = 32),       -- keyed
        sealed bytea not null,
        used_at timestamptz not null,
        primary key (source, slot, key)
      );
      create index hook_memory_by_time on hook_memory (used_at);

      create table rejected_record (
        id bigint generated always as identity primary key,
        source text not null,
        format text not null,
        way text not null check (way in ('webhook', 'import')),
        digest bytea not null check (octet_length(digest) = 32), -- keyed: the same record is kept once
        sealed bytea not null,                       -- the original under the keyring's key
        bytes int not null,
        reason text not null,
        pointer text,
        traces bytea[] not null,                     -- whom it may be about: keyed, for erasure
        times int not null default 1,                -- it came, or was tried
        came_at timestamptz not null,
        tried_at timestamptz not null,
        unique (source, digest)
      );
      create index rejected_record_by_source on rejected_record (source, came_at desc, id desc);
      create index rejected_record_by_time on rejected_record (came_at);
      create index rejected_record_by_trace on rejected_record using gin (traces);

      -- what became of what was sent, by the day (UTC) on which it came
      create table intake_day (
        source text not null,
        day date not null,
        accepted bigint not null default 0,
        duplicate bigint not null default 0,
        conflict bigint not null default 0,
        invalid bigint not null default 0,           -- events
        rejected bigint not null default 0,          -- records
        repeated bigint not null default 0,          -- deliveries
        unsigned bigint not null default 0,          -- deliveries
        primary key (source, day)
      );

      -- derived: events by the day (UTC) on which they came
      create table source_arrival (
        source text not null,
        day date not null,
        events int not null,
        last_rx timestamptz not null,
        last_at timestamptz not null,
        lags int[] not null,                         -- events by how long after they happened they came
        primary key (source, day)
      );
      -- derived: what sources said of handoffs for reasons that nobody has mapped
      create table unknown_reason (
        event_uid uuid primary key,
        conversation_key bytea not null,
        source text not null,
        at timestamptz not null,
        raw text not null,                           -- masked
        spelled text not null
      );
      create index source_field_by_day on source_field (day);
      create index unknown_reason_by_source on unknown_reason (source, at);
      create index unknown_reason_by_conversation on unknown_reason (conversation_key);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index source_field_by_day;
      drop table unknown_reason, source_arrival, intake_day, rejected_record, hook_memory, hook_delivery,
        source_reason, connection`);
  }
}
