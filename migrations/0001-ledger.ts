import type { MigrationInterface, QueryRunner } from 'typeorm';

const insertOnly = ['log', 'inbox', 'leaf', 'node', 'batch', 'checkpoint', 'conflict'];

/**
 * What happened, for ever. `pending` is a queue, `data_key` is what erasure deletes, `verification` is a diary;
 * everything else is insert-only. `log_id` leads every key: one log is one order with one sequencer.
 */
export class Ledger0001 implements MigrationInterface {
  name = 'Ledger0000000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema ledger;
      revoke all on schema ledger from public;

      -- whose log this is: a service with other keys must not write into it
      create table ledger.log (
        log_id smallint primary key,
        name text not null unique,
        origin text not null,
        vkey text not null,
        key_check bytea not null,                    -- of the pepper and the key that wraps data keys
        created_at timestamptz not null default clock_timestamp()
      );

      create table ledger.inbox (
        log_id smallint not null,
        inbox_id bigint generated always as identity, -- not the order of record
        source text not null check (octet_length(source) between 1 and 128),
        event_id text not null check (octet_length(event_id) between 1 and 200),
        content_hash bytea not null check (octet_length(content_hash) = 32), -- keyed: erased content cannot be guessed
        entry bytea not null check (octet_length(entry) between 1 and 65535), -- the exact bytes of the leaf
        event_uid uuid not null,
        subject_ref bytea not null check (octet_length(subject_ref) = 32),
        payload bytea not null,                      -- the whole event, AES-256-GCM
        received_at timestamptz not null,
        -- not evidence: verify derives them again while the key exists
        type text not null,
        occurred_at timestamptz not null,
        conversation_key bytea check (octet_length(conversation_key) = 16),
        link jsonb not null,                         -- pseudonyms of conversation, customer, handoff, actions
        primary key (log_id, inbox_id),
        unique (log_id, source, event_id)
      );
      alter table ledger.inbox alter column payload set storage external;
      alter table ledger.inbox alter column entry set storage external;
      create index inbox_by_conversation on ledger.inbox (log_id, conversation_key) where conversation_key is not null;

      create table ledger.pending (
        log_id smallint not null,
        inbox_id bigint not null,
        primary key (log_id, inbox_id)
      );
      -- a queue: its dead rows lie where the next read begins
      alter table ledger.pending set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

      create table ledger.batch (
        log_id smallint not null,
        size bigint not null check (size >= 0),
        prev_size bigint,
        root bytea not null check (octet_length(root) = 32),
        frontier bytea not null check (octet_length(frontier) <= 63 * 32),
        sealed_at timestamptz not null default clock_timestamp(),
        primary key (log_id, size),
        unique (log_id, prev_size),                  -- compare-and-swap: forbids a fork
        foreign key (log_id, prev_size) references ledger.batch,
        check ((size = 0) = (prev_size is null)),
        check (prev_size is null or size > prev_size)
      );
      create table ledger.leaf (
        log_id smallint not null,
        leaf_index bigint not null check (leaf_index >= 0),
        inbox_id bigint not null,
        leaf_hash bytea not null check (octet_length(leaf_hash) = 32),
        primary key (log_id, leaf_index),
        unique (log_id, inbox_id),
        foreign key (log_id, inbox_id) references ledger.inbox
      );
      -- roots of full subtrees of 256^level leaves
      create table ledger.node (
        log_id smallint not null,
        level smallint not null check (level > 0),
        idx bigint not null check (idx >= 0),
        hash bytea not null check (octet_length(hash) = 32),
        primary key (log_id, level, idx)
      );
      create table ledger.checkpoint (
        log_id smallint not null,
        size bigint not null,
        note text not null,
        signed_at timestamptz not null default clock_timestamp(),
        primary key (log_id, size),
        foreign key (log_id, size) references ledger.batch
      );

      -- same (source, id), other content: refused, and remembered
      create table ledger.conflict (
        log_id smallint not null,
        source text not null,
        event_id text not null,
        content_hash bytea not null check (octet_length(content_hash) = 32),
        seal bytea not null check (octet_length(seal) = 32), -- keyed digest of the three: conflicts have no leaf
        received_at timestamptz not null,
        primary key (log_id, source, event_id, content_hash)
      );

      create table ledger.data_key (
        log_id smallint not null,
        subject_ref bytea not null check (octet_length(subject_ref) = 32),
        class text not null,                         -- customer, conversation, agent, product
        wrapped_key bytea not null,
        created_at timestamptz not null default clock_timestamp(),
        primary key (log_id, subject_ref)
      );

      create table ledger.verification (
        log_id smallint not null,
        at timestamptz not null,
        report jsonb not null,
        primary key (log_id, at)
      );

      create function ledger.refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception 'ledger.% is insert-only', tg_table_name using errcode = '42501';
      end $$;
      create function ledger.enqueue() returns trigger language plpgsql as $$
      begin
        insert into ledger.pending (log_id, inbox_id)
        select log_id, inbox_id
        from arrived;
        return null;
      end $$;
      create trigger enqueue
        after insert on ledger.inbox
        referencing new table as arrived
        for each statement execute function ledger.enqueue();
      alter table ledger.inbox enable always trigger enqueue;
    `);
    for (const table of insertOnly) {
      await runner.query(`
        create trigger insert_only
          before update or delete or truncate on ledger.${table}
          for each statement execute function ledger.refuse_change();
        alter table ledger.${table} enable always trigger insert_only;
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    const [found] = (await runner.query('select exists (select from ledger.inbox) as filled')) as {
      filled: boolean;
    }[];
    if (found?.filled) throw new Error('The ledger holds events: it is never dropped by a migration.');
    await runner.query('drop schema ledger cascade');
  }
}
