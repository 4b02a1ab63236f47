import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Erasure, legal holds and retention. A data key goes only through `ledger.erase_keys`, which leaves a tombstone
 * in its place: an entry that cannot be opened any more is either explained by one, or was tampered with.
 */
export class Erasure0008 implements MigrationInterface {
  name = 'Erasure0000000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ledger.erasure (
        log_id smallint not null,
        subject_ref bytea not null check (octet_length(subject_ref) = 32),
        class text not null,
        erased_at timestamptz not null,              -- whole milliseconds, never before the key was made
        event_id text not null,                      -- of the decision that says so
        replayed boolean not null,                   -- done again after an older backup was restored: no leaf says so
        seal bytea not null check (octet_length(seal) = 32), -- keyed digest of the above: nobody without the keys makes one
        erasure_no bigint generated always as identity,
        primary key (log_id, subject_ref)
      );
      create unique index erasure_by_no on ledger.erasure (log_id, erasure_no);
      create index erasure_by_event on ledger.erasure (log_id, event_id);
      create trigger insert_only
        before update or delete or truncate on ledger.erasure
        for each statement execute function ledger.refuse_change();
      alter table ledger.erasure enable always trigger insert_only;

      -- a key is made and erased, never changed
      create trigger no_change
        before update or truncate on ledger.data_key
        for each statement execute function ledger.refuse_change();
      alter table ledger.data_key enable always trigger no_change;
      create index data_key_of_person on ledger.data_key (log_id, class, subject_ref)
        where class in ('customer', 'agent');

      -- the only way to delete a data key; a key that came back under a tombstone is deleted as well
      create function ledger.erase_keys(
        log smallint, refs bytea[], at timestamptz, event text, again boolean, seals bytea[]
      ) returns bigint
      language sql security definer set search_path = ledger, pg_temp as $$
        with given as (
          select distinct on (ref) ref, seal
          from unnest(refs, seals) as listed (ref, seal)
        ), gone as (
          delete from ledger.data_key
          using given
          where data_key.log_id = log and data_key.subject_ref = given.ref
          returning data_key.subject_ref, data_key.class, given.seal
        ), marked as (
          insert into ledger.erasure (log_id, subject_ref, class, erased_at, event_id, replayed, seal)
          select log, subject_ref, class, at, event, again, seal
          from gone
          on conflict do nothing
        )
        select count(*) from gone
      $$;
      revoke all on function ledger.erase_keys(smallint, bytea[], timestamptz, text, boolean, bytea[]) from public;

      -- what is written under the key of a customer or of somebody who decided in the product
      create index inbox_by_person on ledger.inbox (log_id, subject_ref, inbox_id)
        where link ? 'customer' or source = 'baton';
      create index inbox_by_decision on ledger.inbox (log_id, type, inbox_id) where source = 'baton';

      create table legal_hold (
        id text primary key,
        kind text not null check (kind in ('customer', 'conversation')),
        subject_key bytea not null check (octet_length(subject_key) = 16), -- pseudonym
        reference text not null,
        reason text not null,
        placed_at timestamptz not null,
        placed_by text not null,
        lifted_at timestamptz,
        lifted_by text
      );
      create index legal_hold_in_force on legal_hold (subject_key) where lifted_at is null;

      create table retention_rule (
        class text primary key,                      -- conversation, customer, agent
        days int not null check (days > 0)           -- no row: kept
      );
      create table retention_run (
        id bigint generated always as identity primary key,
        day date unique,                             -- of the nightly run, so that it is done once; null: asked for
        started_at timestamptz not null,
        ended_at timestamptz,                        -- null: under way, or cut off
        keys int not null default 0,
        entries int not null default 0,
        held int not null default 0
      );
      create index dataset_example_by_handoff on dataset_example (handoff);
      create index conversation_by_end on conversation (last_at, conversation_key);

      -- erasures done again after an older backup was restored: the ledger may be read-only then
      create table erasure_replay (
        event_id text primary key,
        at timestamptz not null,
        keys int not null,
        entries int not null,
        conversations int not null,
        handoffs int not null,
        examples int not null
      );

      -- words that the run read were erased since
      alter table gap_run add column outdated boolean not null default false;
      -- terms are only those that several people said: found anew at once
      update gap_run set outdated = true where id = (select max(id) from gap_run);
      -- a retired gap keeps no words
      update gap set name = id, terms = '{}' where retired_at is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    const [found] = (await runner.query('select exists (select from ledger.erasure) as filled')) as {
      filled: boolean;
    }[];
    if (found?.filled)
      throw new Error('Erasures are on record: what they explain must not lose its explanation.');
    await runner.query(`
      alter table gap_run drop column outdated;
      drop table erasure_replay, retention_run, retention_rule, legal_hold;
      drop index dataset_example_by_handoff, conversation_by_end, ledger.inbox_by_decision, ledger.inbox_by_person, ledger.data_key_of_person;
      drop function ledger.erase_keys(smallint, bytea[], timestamptz, text, boolean, bytea[]);
      drop trigger no_change on ledger.data_key;
      drop table ledger.erasure;
    `);
  }
}
