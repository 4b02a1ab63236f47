import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { filterSql } from '../episodes/fact-filter.store.js';
import { CubeService } from './cube.service.js';
import { keyOf, rowsOf } from './plan.js';
import { joinTimes, mergeGroups, type TimesRequest, type TimesRow } from './sum-request.js';
import { type Reach, slotOf } from './sums.store.js';
import { binColumnOf, openFrom, readCode } from './time-codes.js';
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
  constructor(private readonly cube: CubeService) {}

  async bins(tx: Transaction, request: TimesRequest, { watermark, summed }: Reach): Promise<TimesRow[]> {
    if (!watermark || request.from >= request.to) return [];
    if (!summed) return this.query(tx, request, watermark);
    const { rows, missing } = await this.cube.times(tx, request, watermark);
    for (const stretch of missing) rows.push(...(await this.query(tx, { ...request, ...stretch }, watermark)));
    return mergeGroups(rows, joinTimes);
  }

  private async query(tx: Transaction, request: TimesRequest, watermark: Date): Promise<TimesRow[]> {
    const { metric, by, starts, filters, from, to } = request;
    const where = filterSql('handoff', { ...filters, from: new Date(from), to: new Date(to) });
    // Whoever counts as open has an age; an event later than the watermark cannot be.
    const age = sql`age_bin(handoff.initiated_at, ${watermark})`;
    const rows = await tx.query<{ key: string | null; slot: number; bins: string }>(sql`
      select key, slot, string_agg(code || ':' || count, ' ') as bins
      from (
        select ${by ? keyOf('handoff', by) : sql`null::text`} as key,
          ${slotOf(sql`handoff.initiated_at`, starts)} as slot,
          coalesce(${sql.ident(`handoff.${binColumnOf(metric)}`)}, ${openFrom} - ${age}) as code,
          count(*) as count
        from handoff
        where ${where} and ${rowsOf('handoff', metric.denominator, watermark)}
        group by 1, 2, 3
      ) as binned
      group by key, slot
      order by key, slot`);
    return rows.map(({ key, slot, bins }) => ({ key, slot, bins: readBins(bins) }));
  }

  /** Handoffs that would be timed if their times were known. */
  async untimed(
    tx: Transaction,
    { metric, filters, from, to }: TimesRequest,
    watermark: Date,
  ): Promise<number> {
    const asked = metric.denominator.filter((measure) => measure !== 'timed');
    const row = await tx.one<{ count: number }>(sql`
      select count(*) as count
      from handoff
      where ${filterSql('handoff', { ...filters, from: new Date(from), to: new Date(to) })}
        and ${rowsOf('handoff', asked, watermark)}
        and handoff.times_assumed`);
    return row?.count ?? 0;
  }
}
