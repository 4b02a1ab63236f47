import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Changes to the bot that people proposed for gaps; each step is also a decision in the ledger. */
export class Improvements0024 implements MigrationInterface {
  name = 'Improvements0000000000024';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table improvement (
        id text primary key,
        gap_id text not null,
        kind text not null,
        title text not null,
        note text,
        label text,                                  -- by which a release names it, beside its id
        dataset_id text,
        aimed real not null,
        state text not null check (state in ('proposed', 'approved', 'declined', 'withdrawn')),
        release_bot text,                            -- said by a person; null: as releases name it
        release_version text,
        measured jsonb,                              -- the effect at the last measuring
        measured_of bigint                           -- what it was measured over: changes with the data and the gaps
      );
      create index improvement_by_gap on improvement (gap_id);
      create unique index improvement_by_label on improvement (label) where state not in ('declined', 'withdrawn');

      create table improvement_step (
        improvement_id text not null references improvement,
        no int not null,
        step text not null,
        at timestamptz not null,
        actor_id text not null,
        actor text not null,
        note text,
        primary key (improvement_id, no)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table improvement_step, improvement');
  }
}
