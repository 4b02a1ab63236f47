import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Dataset versions: written once, never changed, so that a download gives the same bytes for ever. */
export class Datasets0005 implements MigrationInterface {
  name = 'Datasets0000000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table dataset (
        id text primary key,                         -- from the digests of its request and its examples
        name text not null,
        version int not null,                        -- from 1, per name
        built_at timestamptz not null,
        built_by text not null,
        manifest jsonb not null,
        unique (name, version)
      );
      create table dataset_example (
        dataset_id text not null references dataset,
        row_no int not null,                         -- from 0: the order of the rows in every format
        id text not null,
        text text not null,                          -- personal: masked words
        label text not null,
        split text not null,
        language text,
        gap text not null,
        handoff text not null,
        source text not null,
        event text not null,
        primary key (dataset_id, row_no)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table dataset_example, dataset');
  }
}
