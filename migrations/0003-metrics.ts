import type { MigrationInterface, QueryRunner } from 'typeorm';

const populations = ['episode', 'handoff', 'action'];

/** Lengths of the buckets, UTC: 15 minutes, so that days are right in every zone; the others for speed. */
const grains = ['quarter', 'hour', 'day'];

/** `value` is empty for the total, `(none)` for rows without one; `sums` stands in the order of the plan's parts. */
const rollupTable = (population: string, grain: string) => `
  create table rollup_${population}_${grain} (
    bucket_at timestamptz not null,
    dimension text not null,                         -- one dimension at a time; empty: the total
    value text not null,
    sums int[] not null,
    primary key (bucket_at, dimension, value)
  )`;
/** Quarters are only read between hours; the total of an hour and longer is read by the thousand. */
const valueIndex = (population: string, grain: string) => `
  create index rollup_${population}_${grain}_by_value on rollup_${population}_${grain} (dimension, value, bucket_at)`;
/** A value belongs to its dimension: without this the planner expects far fewer rows than there are. */
const statistics = (population: string, grain: string) => `
  create statistics rollup_${population}_${grain}_slice (dependencies, mcv)
  on dimension, value from rollup_${population}_${grain}`;

/**
 * The bin of a time in seconds: bin 0 is less than one second, bin k from 1.05^(k-1) to below 1.05^k.
 * 0.04879… is ln(1.05).
 */
const binFunctions = `
  create function age_bin(begun timestamptz, until timestamptz) returns smallint
  language sql immutable parallel safe as $$
    select case
      when extract(epoch from until - begun) < 1 then 0
      else floor(ln(extract(epoch from until - begun)::float8) / 0.04879016416943205) + 1
    end::smallint
  $$;
  -- negative, -1 - k: it ended without it in bin k; null: it is still open
  create function time_bin(begun timestamptz, reached timestamptz, ended timestamptz) returns smallint
  language sql immutable parallel safe as $$
    select case
      when reached is not null then age_bin(begun, reached)
      when ended is not null then (-1 - age_bin(begun, ended))::smallint
    end
  $$`;

const levels = ['delivered', 'taken', 'joined', 'replied', 'first_action'];
const binColumns = levels
  .map(
    (level) => `
      add column ${level}_bin smallint
        generated always as (time_bin(initiated_at, ${level}_at, ended_at)) stored`,
  )
  .join(',');

const bins = levels.map((level) => `${level}_bin`).join(', ');
const dimensionColumns =
  'source, bot, bot_version, channel, language, segment, intent, queue, reason, tier, priority, purpose, signal';
const answerable = `to_kind = 'human' and purpose in ('escalation', 'success', 'transfer')`;

/**
 * Sums over facts, so that a dashboard never reads a million rows. Derived from the facts by declarations
 * (metrics/plan.ts); may be emptied and filled again at any time.
 */
export class Metrics0003 implements MigrationInterface {
  name = 'Metrics0000000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const population of populations) {
      for (const grain of grains) await runner.query(rollupTable(population, grain));
      for (const grain of grains) await runner.query(statistics(population, grain));
      for (const grain of ['hour', 'day']) await runner.query(valueIndex(population, grain));
    }
    await runner.query(`
      create table rollup_state (
        singleton boolean primary key default true check (singleton),
        signature text,                              -- of the plan that the rollups hold
        complete boolean not null default false,     -- false: being filled, facts answer meanwhile
        watermark_at timestamptz                     -- how far the data reached when they were summed
      );
      insert into rollup_state default values;
      -- sources that have ever signalled a handoff: the others cannot be measured
      create table signalling_source (source text primary key);
      create index conversation_by_source on conversation (source, handoff_signal);
      create index handoff_by_horizon on handoff (leak_at)`);
    await runner.query(binFunctions);
    await runner.query(`alter table handoff ${binColumns}`);
    await runner.query(`
      create index handoff_times on handoff (initiated_at) include (${bins})
        where ${answerable} and not times_assumed;
      create index handoff_times_by on handoff (initiated_at) include (${bins}, ${dimensionColumns})
        where ${answerable} and not times_assumed;
      create index handoff_untimed on handoff (initiated_at)
        where ${answerable} and times_assumed`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop index handoff_times, handoff_times_by, handoff_untimed, handoff_by_horizon, conversation_by_source',
    );
    for (const level of levels) await runner.query(`alter table handoff drop column ${level}_bin`);
    await runner.query('drop function time_bin, age_bin');
    await runner.query('drop table signalling_source, rollup_state');
    for (const population of populations) {
      for (const grain of grains) await runner.query(`drop table rollup_${population}_${grain}`);
    }
  }
}
