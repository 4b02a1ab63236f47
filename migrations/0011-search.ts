import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an auditor searches by. Nothing here lies over every row of the inbox: each event that comes in would pay
 * for it.
 */
export class Search0011 implements MigrationInterface {
  name = 'Search0000000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- rows of customers and of people who used the product: their references are looked for, others' never are
      create index if not exists inbox_by_subject on ledger.inbox (log_id, subject_ref, inbox_id)
        where link ? 'customer' or source = 'baton';
      create index inbox_by_decision on ledger.inbox (log_id, type, inbox_id) where source = 'baton';

      -- what a run of leaves holds, so that a search can leave it out; derived, and never changes
      create table ledger.leaf_span (
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
    await runner.query('drop table ledger.leaf_span');
    await runner.query('drop index ledger.inbox_by_decision, ledger.inbox_by_subject');
  }
}
