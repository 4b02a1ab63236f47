import { Injectable } from '@nestjs/common';
import { type Dimension, dimensionNames, dimensions } from '../contract/dimensions.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { grains } from './grains.js';
import type { Reach } from './sum-request.js';
import { SumsStore } from './sums.store.js';

/** Values per dimension that a filter offers: the most frequent ones. */
const maxValues = 200;

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
    return this.database.transaction(
      async (tx) => {
        const reach = await this.sums.reach(tx);
        const found = [];
        for (const name of dimensionNames) {
          const values = await this.valuesOf(tx, name, { from, to }, reach);
          found.push({ name, label: dimensions[name].label, values });
        }
        return { dimensions: found };
      },
      { snapshot: true },
    );
  }

  /** The most frequent ones first. */
  private async valuesOf(
    tx: Transaction,
    by: Dimension,
    range: { from: number; to: number },
    reach: Reach,
  ): Promise<{ value: string; count: number }[]> {
    // Counted over the first population that carries it.
    const [population] = dimensions[by].of;
    const request = { ...range, population, by, filters: {}, parts: [['all']] as const };
    const rows = await this.sums.sum(tx, request, reach);
    return rows
      .map(({ key, sums: [count = 0] }) => ({ value: key ?? '', count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, maxValues);
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
}
