import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of a bucket with many rows, memory reads those that changed, and not all of them again. */
export class ChangedMoments0034 implements MigrationInterface {
  name = 'ChangedMoments0000000000034';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table dirty_bucket
        add column moments timestamptz[];            -- times of the rows that changed; null: any of the bucket's
      alter table bucket_change
        add column moments timestamptz[],            -- the same, of its last change
        add column prior_no bigint not null default 0; -- of its change before the last; 0: none
    `);
    await runner.query('update bucket_change set prior_no = change_no');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table bucket_change drop column prior_no, drop column moments;
      alter table dirty_bucket drop column moments;
    `);
  }
}
