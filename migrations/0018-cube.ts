import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When each quarter of an hour, and each day, was last summed: whoever holds facts in memory sees which of them to
 * read again. Numbers only grow; one runner sums at a time, so they are committed in order.
 */
export class Cube0018 implements MigrationInterface {
  name = 'Cube0000000000018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create sequence summed_no;
      create table summed_bucket (
        population text not null,
        bucket_at timestamptz not null,              -- 15 minutes, UTC
        summed_no bigint not null,
        primary key (population, bucket_at)
      );
      create table summed_day (
        population text not null,
        day_at timestamptz not null,                 -- UTC
        summed_no bigint not null,                   -- the largest of its buckets
        primary key (population, day_at)
      );
      -- sums from before are summed anew, so that every bucket has a number
      update rollup_state set signature = null, complete = false;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table summed_day, summed_bucket; drop sequence summed_no');
  }
}
