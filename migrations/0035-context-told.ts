import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sources that say what travels with a handoff: of the others nobody can tell what did. */
export class ContextTold0035 implements MigrationInterface {
  name = 'ContextTold0000000000035';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- sources that have ever said it: filled when the buckets are next numbered, which marks what it changes
      create table telling_source (source text primary key);
      -- an intent alone is the log's own label of a conversation
      create index handoff_telling on handoff (source)
        where not context_fields <@ array['intent', 'confidence']::text[];
    `);
    // A dimension and measures mean something else now, of every source.
    await runner.query(`
      insert into dirty_bucket (population, bucket_at)
      select distinct 'handoff', date_bin('15 minutes', initiated_at, timestamptz 'epoch')
      from handoff
      on conflict (population, bucket_at) do update
      set moments = null
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index handoff_telling; drop table telling_source');
  }
}
