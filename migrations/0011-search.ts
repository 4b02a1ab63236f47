import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an auditor searches by, beside the partial indexes of 0008. Nothing here lies over every row of the inbox:
 * each event that comes in would pay for it.
 */
export class Search0011 implements MigrationInterface {
  name = 'Search0000000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- what a run of leaves holds, so that a search can leave it out; derived, and never changes
      create table leaf_span (
        log_id smallint not null,
        first_index bigint not null,                 -- a multiple of 4096; the run has as many leaves
        earliest_at timestamptz not null,
        latest_at timestamptz not null,
        types text[] not null,
        sources text[] not null,
        primary key (log_id, first_index)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table leaf_span');
  }
}
