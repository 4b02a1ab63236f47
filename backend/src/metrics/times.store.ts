import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { filterSql } from '../episodes/fact-filter.store.js';
import { HeldFacts } from './held-facts.store.js';
import { anchorOf } from './layers.store.js';
import { rowsOf } from './plan.js';
import { joinTimes, mergeGroups, type TimesRequest, type TimesRow } from './sum-request.js';
import { groupKey, slotOf } from './sums.store.js';
import { openFrom, readCode } from './time-codes.js';
import type { BinCount } from './times.js';

function readBins(text: string): BinCount[] {
  return text.split(' ').map((pair) => {
    const [code, count] = pair.split(':');
    return readCode(Number(code), Number(count));
  });
}

/** Counts of log-spaced bins over facts: those in memory, else those of an index that holds all that is read. */
@Injectable()
export class TimesStore {
  constructor(private readonly cube: HeldFacts) {}

  async bins(tx: Transaction, request: TimesRequest, watermark: Date): Promise<TimesRow[]> {
    if (request.from >= request.to) return [];
    const { rows, missing } = await this.cube.times(tx, request, watermark);
    for (const stretch of missing)
      rows.push(...(await this.query(tx, { ...request, ...stretch }, watermark)));
    return mergeGroups(rows, joinTimes);
  }

  private async query(tx: Transaction, request: TimesRequest, watermark: Date): Promise<TimesRow[]> {
    const { metric, starts, filters, from, to } = request;
    const { population } = metric;
    const where = filterSql(population, { ...filters, from: new Date(from), to: new Date(to) });
    // Whoever counts as open has an age; an event later than the watermark cannot be.
    const age = sql`age_bin(${sql.ident(`${population}.${metric.from}`)}, ${watermark})`;
    const rows = await tx.query<{ key: string | null; slot: number; bins: string }>(sql`
      select key, slot, string_agg(code || ':' || count, ' ') as bins
      from (
        select ${groupKey(population, request)} as key,
          ${slotOf(anchorOf(population), starts)} as slot,
          coalesce(${sql.ident(`${population}.${metric.bin}`)}, ${openFrom} - ${age}) as code,
          count(*) as count
        from ${sql.ident(population)}
        where ${where} and ${rowsOf(population, metric.denominator, watermark)}
        group by 1, 2, 3
      ) as binned
      group by key, slot
      order by key, slot`);
    return rows.map(({ key, slot, bins }) => ({ key, slot, bins: readBins(bins) }));
  }

  /** Rows that would be timed if their times were known. */
  async untimed(
    tx: Transaction,
    { metric, filters, from, to }: TimesRequest,
    watermark: Date,
  ): Promise<number> {
    const { population } = metric;
    const asked = metric.denominator.filter((measure) => measure !== 'timed');
    const row = await tx.one<{ count: number }>(sql`
      select count(*) as count
      from ${sql.ident(population)}
      where ${filterSql(population, { ...filters, from: new Date(from), to: new Date(to) })}
        and ${rowsOf(population, asked, watermark)}
        and ${sql.ident(`${population}.times_assumed`)}`);
    return row?.count ?? 0;
  }
}
