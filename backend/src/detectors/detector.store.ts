import { Injectable } from '@nestjs/common';
import { type DetectorName, detectorNames, detectorOf } from '../contract/detectors.js';
import type { Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { type FactQuery, filterSql } from '../episodes/fact-filter.store.js';
import { detectorPredicate, unmeasuredBy } from './predicates.store.js';

export interface Found {
  detector: DetectorName;
  found: number;
  over: number;
  all: number;
  /** For want of a source that says what travels. */
  unmeasured: number;
}

/** Counts what the detectors find: every one of a population in one look at its rows. */
@Injectable()
export class DetectorStore {
  async count(query: FactQuery, watermark: Date, tx: Transaction): Promise<Found[]> {
    const found = [
      ...(await this.countOver('handoff', query, watermark, tx)),
      ...(await this.countOver('episode', query, watermark, tx)),
    ];
    return detectorNames.flatMap((name) => found.find(({ detector }) => detector === name) ?? []);
  }

  private async countOver(
    population: 'handoff' | 'episode',
    query: FactQuery,
    watermark: Date,
    tx: Transaction,
  ): Promise<Found[]> {
    const names = detectorNames.filter((name) => detectorOf(name).population === population);
    const count = (rows: Sql, column: string) => sql`count(*) filter (where ${rows}) as ${sql.ident(column)}`;
    const sums = names.flatMap((name, index) => [
      count(detectorPredicate(name, 'numerator', watermark), `numerator_${index}`),
      count(detectorPredicate(name, 'denominator', watermark), `denominator_${index}`),
      count(unmeasuredBy(name, watermark), `unmeasured_${index}`),
    ]);
    const row = await tx.one<Record<string, number>>(sql`
      select count(*) as of_all, ${sql.join(sums)}
      from ${sql.ident(population)}
      where ${filterSql(population, query)}`);
    return names.map((detector, index) => ({
      detector,
      found: row?.[`numerator_${index}`] ?? 0,
      over: row?.[`denominator_${index}`] ?? 0,
      all: row?.of_all ?? 0,
      unmeasured: row?.[`unmeasured_${index}`] ?? 0,
    }));
  }
}
