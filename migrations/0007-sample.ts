import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the sample data of the demonstration is loaded; at most one row. */
export class Sample0007 implements MigrationInterface {
  name = 'Sample0000000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table sample (
        only_one boolean primary key default true check (only_one),
        seed bigint not null,
        now_at timestamptz not null,                 -- the simulated present: the same on every restart
        loaded int not null default 0,               -- deliveries handed to the ledger, in the loader's order
        total int not null                           -- estimated until all have been counted once
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table sample');
  }
}
