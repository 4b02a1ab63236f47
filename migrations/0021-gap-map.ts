import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Gaps have a place on the map, which they keep from run to run. */
export class GapMap0021 implements MigrationInterface {
  name = 'GapMap0000000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- a circle on the map; null until it was laid out. A retired gap that comes back lies where it lay.
      alter table gap add column x real, add column y real, add column radius real;
      -- what is there already is laid out soon
      update gap_run set outdated = true where id = (select max(id) from gap_run);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table gap drop column x, drop column y, drop column radius');
  }
}
