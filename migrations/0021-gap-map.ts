import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Gaps have a place on the map, which they keep from run to run; words may have vectors from a model, and gaps a title. */
export class GapMap0021 implements MigrationInterface {
  name = 'GapMap0000000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- a circle on the map; null until it was laid out. A retired gap that comes back lies where it lay.
      alter table gap add column x real, add column y real, add column radius real;
      -- what is there already is laid out soon
      update gap_run set outdated = true where id = (select max(id) from gap_run);

      -- other gaps that an escalation belongs to nearly as much as to its own, as a run or the assignment found it
      create table gap_found_also (
        handoff_key bytea not null,
        gap_id text not null references gap,
        similarity real not null,
        primary key (handoff_key, gap_id)
      );
      create index gap_found_also_by_gap on gap_found_also (gap_id);

      -- derived from masked words by a model; gone with the words
      create table embedding (
        digest bytea not null,                       -- keyed, of the words
        model text not null,
        vector bytea not null,                       -- 32-bit floats, little endian, of unit length
        primary key (digest, model)
      );
      alter table gap_run
        add column embeddings text,                  -- model whose vectors were used beside the words
        add column embeddings_failure text;          -- why not, or not for all
      alter table gap_model add column embeddings text;

      -- proposed by a model, not decided about yet; gone with any of the words that it was made from
      create table gap_title (
        gap_id text primary key references gap,
        title text not null,
        model text not null,
        at timestamptz not null,
        handoffs bytea[] not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table gap_title, gap_found_also;
      alter table gap_model drop column embeddings;
      alter table gap_run drop column embeddings_failure, drop column embeddings;
      drop table embedding;
      alter table gap drop column x, drop column y, drop column radius;
    `);
  }
}
