import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { anchorColumn, filterSql } from '../episodes/fact-filter.store.js';
import { mapInTurns } from '../turns.js';
import { binOf } from './bins.js';
import { HeldFacts, type Holding } from './held-facts.store.js';
import { oneForm } from './pair.store.js';
import { anchorOf, rowsOf } from './plan.js';
import type { PlacedDay } from './scan.js';
import { joinTimes, mergeGroups, type Reach, type TimesRequest, type TimesRow } from './sum-request.js';
import { groupKey, slotOf } from './sums.store.js';
import { openFrom, readCode } from './time-codes.js';
import { TimeCounts } from './time-counts.js';
import type { BinCount } from './times.js';

function readBins(text: string): BinCount[] {
  return text.split(' ').map((pair) => {
    const [code, count] = pair.split(':');
    return readCode(Number(code), Number(count));
  });
}

/** Counts of log-spaced bins over facts: those in memory, and those in the database for the days that are not. */
@Injectable()
export class TimesStore {
  constructor(private readonly facts: HeldFacts) {}

  async bins(tx: Transaction, request: TimesRequest, reach: Reach): Promise<TimesRow[]> {
    const { watermark } = reach;
    if (!watermark || request.from >= request.to) return [];
    const { days, missing } = await this.split(tx, request, reach);
    const rows = await this.scan(request, days, watermark);
    for (const stretch of missing)
      rows.push(...(await this.query(tx, { ...request, ...stretch }, watermark)));
    return mergeGroups(rows, joinTimes);
  }

  private async split(tx: Transaction, request: TimesRequest, reach: Reach): Promise<Holding> {
    const { population, from } = request.metric;
    // How long what is open has been so counts from a time that is not held.
    if (from !== anchorColumn[population]) return { days: [], missing: [request] };
    return this.facts.split(tx, population, request, reach);
  }

  private async scan(
    request: TimesRequest,
    days: readonly PlacedDay[],
    watermark: Date,
  ): Promise<TimesRow[]> {
    const cube = this.facts.cube(request.metric.population);
    const plan = cube.plan(request);
    const codeOfOpen = (at: number) => openFrom - binOf((watermark.getTime() - at) / 1000);
    const counts = new TimeCounts(plan, { ...cube.timed(request.metric), codeOfOpen });
    await mapInTurns(days, (day) => counts.add(day));
    return [...counts.cells].map(([cell, codes]) => ({
      key: cube.keyOf(plan, cell % plan.keys),
      slot: Math.floor(cell / plan.keys),
      bins: [...codes].map(([code, count]) => readCode(code, count)),
    }));
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
    return rows.map(({ key, slot, bins }) => ({
      key: request.pair ? oneForm(key) : key,
      slot,
      bins: readBins(bins),
    }));
  }
}
