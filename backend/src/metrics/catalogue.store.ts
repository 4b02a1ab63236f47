import { Injectable } from '@nestjs/common';
import {
  type Dimension,
  dimensionNames,
  dimensions,
  dimensionsOf,
  type Population,
  populations,
} from '../contract/dimensions.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { filterSql } from '../episodes/fact-filter.store.js';
import { covered, rollupTable } from './layers.store.js';
import { keyOf, positionOf } from './plan.js';
import { coverOf, cutRange, grainNames, grains } from './range.js';
import { SumsStore } from './sums.store.js';

/** Values per dimension that a filter offers: the most frequent ones. */
const maxValues = 200;

interface ValueRow {
  dimension: Dimension;
  value: string;
  count: number;
}

interface ReleaseRow {
  bot: string;
  version: string;
  released_at: Date;
  dataset_version: string | null;
  improvements: string[];
}

/** What there is to choose from: the values of the dimensions, and bot releases. */
@Injectable()
export class CatalogueStore {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
  ) {}

  /** Values that occur in a range, whose edges are rounded outwards to whole 15 minutes. */
  async values(
    query: QueryOf<typeof routes.dimensionValues>,
  ): Promise<AnswerOf<typeof routes.dimensionValues>> {
    const from = Math.floor(Date.parse(query.from) / grains.quarter) * grains.quarter;
    const to = Math.ceil(Date.parse(query.to) / grains.quarter) * grains.quarter;
    const rows = await this.database.transaction(
      async (tx) => {
        const { summed } = await this.sums.reach(tx);
        const found: ValueRow[] = [];
        for (const population of populations)
          found.push(...(await this.count(tx, population, from, to, summed)));
        return found;
      },
      { snapshot: true },
    );
    const of = (name: Dimension) =>
      rows.flatMap(({ dimension, value, count }) => (dimension === name ? [{ value, count }] : []));
    return {
      dimensions: dimensionNames.map((name) => ({ name, label: dimensions[name].label, values: of(name) })),
    };
  }

  async releases(): Promise<AnswerOf<typeof routes.releaseList>> {
    const rows = await this.database.query<ReleaseRow>(sql`
      select bot, version, released_at, dataset_version, improvements
      from release
      order by released_at, bot, version`);
    return rows.map((row) => ({
      bot: row.bot,
      version: row.version,
      releasedAt: row.released_at.toISOString(),
      datasetVersion: row.dataset_version,
      improvements: row.improvements,
    }));
  }

  private async count(
    tx: Transaction,
    population: Population,
    from: number,
    to: number,
    summed: boolean,
  ): Promise<ValueRow[]> {
    const names = ownDimensions(population);
    const rows = summed ? rollupValues(population, names, from, to) : factValues(population, names, from, to);
    return tx.query<ValueRow>(sql`
      select dimension, value, count
      from (
        select dimension, value, sum(count)::bigint as count,
          row_number() over (partition by dimension order by sum(count) desc, value) as place
        from (${rows}) as found
        group by dimension, value
      ) as ranked
      where place <= ${maxValues} and count > 0
      order by dimension, place`);
  }
}

/** Each dimension is counted over the first population that carries it. */
function ownDimensions(population: Population): Dimension[] {
  return dimensionsOf(population).filter((name) => dimensions[name].of[0] === population);
}

function rollupValues(population: Population, names: readonly Dimension[], from: number, to: number): Sql {
  const count = sql.raw(`sums[${positionOf(population, ['all'])}]`);
  const pieces = cutRange(from, to);
  const selects = grainNames.flatMap((grain) => {
    const cover = coverOf(pieces, grain);
    if (!cover) return [];
    return sql`
      select dimension, value, sum(${count}) as count
      from ${rollupTable(population, grain)}
      where dimension = any(${names}::text[]) and ${covered(cover)}
      group by dimension, value`;
  });
  return selects.length > 0
    ? sql.join(selects, ' union all ')
    : sql`select '' as dimension, '' as value, 0 as count`;
}

function factValues(population: Population, names: readonly Dimension[], from: number, to: number): Sql {
  const layers = names.map((name) => sql`(${sql.raw(`'${name}'`)}, ${keyOf(population, name)})`);
  return sql`
    select layer.dimension, layer.value, count(*) as count
    from ${sql.ident(population)}
    cross join lateral (values ${sql.join(layers)}) as layer (dimension, value)
    where ${filterSql(population, { from: new Date(from), to: new Date(to) })}
    group by layer.dimension, layer.value`;
}
