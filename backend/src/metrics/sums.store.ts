import { Injectable } from '@nestjs/common';
import type { Population } from '../contract/dimensions.js';
import type { Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { filterSql } from '../episodes/fact-filter.store.js';
import { mapInTurns } from '../turns.js';
import { HeldFacts } from './held-facts.store.js';
import { oneForm, pairKey } from './pair.store.js';
import { anchorOf, keyOf, sumOfFacts } from './plan.js';
import { type RateRow, ratesOf } from './rate.store.js';
import { type PlacedDay, Sums } from './scan.js';
import { joinSums, mergeGroups, type Reach, type SumRequest, type SumRow } from './sum-request.js';

/** The group of time that an instant belongs to. */
export const slotOf = (at: Sql, starts: readonly number[] | undefined): Sql =>
  starts ? sql`width_bucket(${at}, ${starts.map((start) => new Date(start))}::timestamptz[]) - 1` : sql`0`;

/** What rows are grouped by, as text. */
export function groupKey(population: Population, { by, pair }: Pick<SumRequest, 'by' | 'pair'>): Sql {
  if (pair) return pairKey(population, pair);
  return by ? keyOf(population, by) : sql`null::text`;
}

function statement(request: SumRequest, watermark: Date): Sql {
  const { population, parts, filters, from, to, starts } = request;
  const sums = parts.map(
    (part, i) => sql`${sumOfFacts(population, part, watermark)}::bigint as ${sql.ident(`s${i}`)}`,
  );
  return sql`
    select ${groupKey(population, request)} as key,
      ${slotOf(anchorOf(population), starts)} as slot,
      ${sql.join(sums)}
    from ${sql.ident(population)}
    where ${filterSql(population, { ...filters, from: new Date(from), to: new Date(to) })}
    group by 1, 2`;
}

/**
 * Sums over facts: those in memory, and those in the database for the days that are not. Both give the same numbers.
 * Groups without anything to count or to add are left out.
 */
@Injectable()
export class SumsStore {
  constructor(private readonly facts: HeldFacts) {}

  async reach(tx: Transaction): Promise<Reach> {
    type Row = { watermark_at: Date | null; change_no: number } & ({ currency: null } | RateRow);
    const row = await tx.one<Row>(sql`
      select watermark_at, change_no, cost_rate.*
      from metric_reach
      left join cost_rate on true`);
    return {
      watermark: row?.watermark_at ?? null,
      changeNo: row?.change_no ?? 0,
      rates: row && row.currency !== null ? ratesOf(row) : null,
    };
  }

  async sum(tx: Transaction, request: SumRequest, reach: Reach): Promise<SumRow[]> {
    const { watermark } = reach;
    if (!watermark || request.from >= request.to) return [];
    const { days, missing } = await this.facts.split(tx, request.population, request, reach);
    const rows = await this.scan(request, days);
    for (const stretch of missing) {
      rows.push(...(await this.query(tx, { ...request, ...stretch }, watermark)));
    }
    return mergeGroups(rows, joinSums);
  }

  /** Over days that are held. */
  async scan(request: SumRequest, days: readonly PlacedDay[]): Promise<SumRow[]> {
    const cube = this.facts.cube(request.population);
    const plan = cube.plan(request);
    const { length: width } = request.parts;
    const sums = new Sums(
      plan,
      request.parts.map((part) => cube.part(part)),
    );
    await mapInTurns(days, (day) => sums.add(day));
    const rows: SumRow[] = [];
    for (let cell = 0; cell < plan.starts.length * plan.keys; cell += 1) {
      const numbers = sums.cells.subarray(cell * width, (cell + 1) * width);
      if (numbers.every((number) => number === 0)) continue;
      const slot = Math.floor(cell / plan.keys);
      rows.push({ key: cube.keyOf(plan, cell % plan.keys), slot, sums: [...numbers] });
    }
    return rows;
  }

  /** Over facts in the database. */
  async query(tx: Transaction, request: SumRequest, watermark: Date): Promise<SumRow[]> {
    const rows = await tx.query<{ key: string | null; slot: number } & Record<string, number>>(
      statement(request, watermark),
    );
    return rows
      .map((row) => ({
        key: request.pair ? oneForm(row.key) : row.key,
        slot: row.slot,
        sums: request.parts.map((_, index) => Number(row[`s${index}`] ?? 0)),
      }))
      .filter(({ sums }) => sums.some((sum) => sum !== 0));
  }
}
