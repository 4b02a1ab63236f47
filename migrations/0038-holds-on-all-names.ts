import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sources know one customer by several spellings of an address or number: a hold lies on all of them. */
export class HoldsOnAllNames0038 implements MigrationInterface {
  name = 'HoldsOnAllNames0000000000038';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table legal_hold add column other_keys bytea[] not null default '{}' -- pseudonyms of the same customer
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table legal_hold drop column other_keys');
  }
}
