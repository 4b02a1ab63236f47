import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sources that say when somebody acts or resolves: of the others nobody can tell on what nobody acted. */
export class ActsTold0039 implements MigrationInterface {
  name = 'ActsTold0000000000039';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- sources that have ever said it: filled when the buckets are next numbered, which marks what it changes
      create table acting_source (source text primary key);
      create index handoff_acting on handoff (source) where first_action_at is not null;
    `);
    // Measures mean something else now, of every source.
    await runner.query(`
      insert into dirty_bucket (population, bucket_at)
      select distinct 'handoff', date_bin('15 minutes', initiated_at, timestamptz 'epoch')
      from handoff
      on conflict (population, bucket_at) do update
      set moments = null
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index handoff_acting; drop table acting_source');
  }
}
