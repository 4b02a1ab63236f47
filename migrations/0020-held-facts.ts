import type { MigrationInterface, QueryRunner } from 'typeorm';

const populations = ['episode', 'handoff', 'action', 'survey'];
const grains = ['quarter', 'hour', 'day'];
const rollups = populations.flatMap((population) => grains.map((grain) => `rollup_${population}_${grain}`));

const anchors = {
  episode: 'started_at',
  handoff: 'initiated_at',
  action: 'anchor_at',
  survey: 'anchor_at',
};

/** Every bucket has changed, as far as anybody can tell who has seen none of them. */
const markAll = Object.entries(anchors)
  .map(
    ([population, anchor]) => `
      insert into dirty_bucket (population, bucket_at)
      select distinct '${population}', date_bin('15 minutes', ${anchor}, timestamptz 'epoch')
      from ${population}
      on conflict do nothing;`,
  )
  .join('\n');

/**
 * Numbers are answered from facts in memory: sums in the database took four times the room of the facts, and longer
 * to keep than anything else. What is kept says which buckets are not what they were.
 */
export class HeldFacts0020 implements MigrationInterface {
  name = 'HeldFacts0000000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table ${rollups.join(', ')}, rollup_state, summed_bucket, summed_day;
      drop sequence summed_no;
      create table metric_reach (
        singleton boolean primary key default true check (singleton),
        watermark_at timestamptz,                    -- how far the data reached at the last run
        change_no bigint not null default 0          -- of the last change
      );
      insert into metric_reach default values;
      create table bucket_change (
        population text not null,
        bucket_at timestamptz not null,              -- 15 minutes, UTC
        change_no bigint not null,                   -- of its last change
        primary key (population, bucket_at)
      );
      create table day_change (
        population text not null,
        day_at timestamptz not null,                 -- UTC
        change_no bigint not null,                   -- the largest of its buckets
        primary key (population, day_at)
      );
      ${markAll}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table metric_reach, bucket_change, day_change;
      create table rollup_state (
        singleton boolean primary key default true check (singleton),
        signature text,
        complete boolean not null default false,
        watermark_at timestamptz
      );
      insert into rollup_state default values;
      create sequence summed_no;
      create table summed_bucket (
        population text not null,
        bucket_at timestamptz not null,
        summed_no bigint not null,
        primary key (population, bucket_at)
      );
      create table summed_day (
        population text not null,
        day_at timestamptz not null,
        summed_no bigint not null,
        primary key (population, day_at)
      );
    `);
    for (const table of rollups) {
      await runner.query(`
        create table ${table} (
          bucket_at timestamptz not null,
          dimension text not null,
          value text not null,
          sums bigint[] not null,
          primary key (bucket_at, dimension, value)
        );
        create statistics ${table}_slice (dependencies, mcv) on dimension, value from ${table};
      `);
      if (/(episode|handoff|action)_(hour|day)$/.test(table)) {
        await runner.query(`create index ${table}_by_value on ${table} (dimension, value, bucket_at)`);
      }
    }
  }
}
