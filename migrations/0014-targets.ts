import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a metric should come to, in steps; each change is also a decision in the ledger. */
export class Targets0014 implements MigrationInterface {
  name = 'Targets0000000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table target (
        metric text not null,
        starts_on date not null,                     -- a day of the zone in which it is drawn
        value double precision not null check (value >= 0), -- in the metric's unit
        primary key (metric, starts_on)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table target');
  }
}
