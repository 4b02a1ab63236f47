import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who looked at what. `record_view` is a queue: a look is written there, durably, before its answer leaves, and goes
 * from there into the ledger. `access_log` is derived from the ledger by the access follower and may be rebuilt.
 */
export class AccessLog0009 implements MigrationInterface {
  name = 'AccessLog0000000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table record_view (
        id bigint generated always as identity primary key,
        at timestamptz not null,
        actor_id text not null,                      -- of an account or API key
        actor_name text not null,                    -- personal
        via text not null check (via in ('session', 'key')),
        action text not null check (action in ('viewed', 'exported')),
        kind text not null,
        key text not null,                           -- of the record; of a list the filters that were used
        purpose text                                 -- personal: in the reader's own words
      );
      -- a queue: its dead rows lie where the next read begins
      alter table record_view set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

      create table access_log (
        entry bigint not null,                       -- the leaf that records it: it never moves
        item_no int not null,                        -- from 0, in the entry's own order
        type text not null,                          -- of the entry: record.viewed, record.exported, dataset.exported
        at timestamptz not null,
        event_at timestamptz not null,               -- when the entry was made
        action text not null,
        -- null once who looked was erased: these stand in the encrypted payload only
        actor_id text,
        actor text,
        via text,
        kind text,
        key text,
        purpose text,
        views int not null,                          -- repeats within a minute count here
        primary key (entry, item_no)
      );
      create index access_log_by_time on access_log (at, entry, item_no);
      create index access_log_by_record on access_log (kind, key);
      create index access_log_by_actor on access_log (actor_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access_log, record_view');
  }
}
