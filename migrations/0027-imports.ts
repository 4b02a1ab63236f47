import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that somebody brought. The files themselves and what of them is personal lie in the data folder. */
export class Imports0027 implements MigrationInterface {
  name = 'Imports0000000000027';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table import (
        id text primary key,
        state text not null check (state in
          ('uploading', 'checking', 'checked', 'running', 'cancelling', 'finished', 'cancelled', 'failed')),
        files jsonb not null default '[]',           -- name, bytes, sha256, packing and path of each, in order
        options jsonb not null default '{}',
        source text,                                 -- of the events, once the format is known
        created_at timestamptz not null,
        actor_id text not null,
        actor text not null,
        started_at timestamptz,
        finished_at timestamptz,
        beat_at timestamptz,                         -- whoever works on it says so again and again
        sent bigint not null default 0,              -- events that the ledger has acknowledged, in the order of the files
        counts jsonb not null default '{"accepted":0,"duplicates":0,"conflicts":0,"invalid":0}',
        progress jsonb,
        report jsonb,                                -- numbers and places, no words of people
        problem text
      );
      create index import_by_age on import (created_at desc);

      create table import_error (
        import_id text not null references import on delete cascade,
        no int not null,
        file text,
        record int not null,
        line int not null,
        pointer text,
        message text not null,
        primary key (import_id, no)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table import_error, import');
  }
}
