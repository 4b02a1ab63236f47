import { Injectable } from '@nestjs/common';
import { type Dimension, dimensionsOf, type Filters, type Population } from '../contract/dimensions.js';
import type { CostRates } from '../contract/rates.js';
import type { Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { filterSql } from '../episodes/fact-filter.store.js';
import { HeldFacts } from './held-facts.store.js';
import { anchorOf, covered, rollupTable } from './layers.store.js';
import { rowsByOutcome, withOutcomesAsParts } from './outcome-sums.js';
import { pairKey } from './pair.store.js';
import { keyOf, planSignature, positionOf, sumOfFacts } from './plan.js';
import { type Cover, coverOf, cutRange, type Grain, grainNames } from './range.js';
import { RateStore } from './rate.store.js';
import { RollupStore } from './rollup.store.js';
import { joinSums, mergeGroups, type SumRequest, type SumRow } from './sum-request.js';

/** How far the numbers reach, and whether sums may be read in the place of facts. */
export interface Reach {
  watermark: Date | null;
  summed: boolean;
  rates: CostRates | null;
}

/** The group of time that an instant belongs to. */
export const slotOf = (at: Sql, starts: readonly number[] | undefined): Sql =>
  starts ? sql`width_bucket(${at}, ${starts.map((start) => new Date(start))}::timestamptz[]) - 1` : sql`0`;

/** Filters on dimensions that the population carries. */
function filtersOn(population: Population, filters: Filters): [Dimension, string[]][] {
  return dimensionsOf(population).flatMap((name) => {
    const values = filters[name];
    return values ? [[name, values] as [Dimension, string[]]] : [];
  });
}

/** The one dimension, or the total (empty), whose sums answer the request; undefined when it takes several. */
function sliceOf({ population, filters, by, pair }: SumRequest): string | undefined {
  if (pair) return undefined;
  const names = new Set<string>(filtersOn(population, filters).map(([name]) => name));
  if (by) names.add(by);
  const [first, second] = names;
  return second === undefined ? (first ?? '') : undefined;
}

/** What rows are grouped by, as text. */
export function groupKey(population: Population, { by, pair }: Pick<SumRequest, 'by' | 'pair'>): Sql {
  if (pair) return pairKey(population, pair);
  return by ? keyOf(population, by) : sql`null::text`;
}

/** Sums over the facts of a stretch of time, in groups of time that `slot` says. */
function fromFacts(request: SumRequest, watermark: Date, slot: Sql): Sql {
  const { population, parts, filters, from, to } = request;
  const sums = parts.map(
    (part, i) => sql`${sumOfFacts(population, part, watermark)} as ${sql.ident(`s${i}`)}`,
  );
  return sql`
    select ${groupKey(population, request)} as key,
      ${slot} as slot,
      ${sql.join(sums)}
    from ${sql.ident(population)}
    where ${filterSql(population, { ...filters, from: new Date(from), to: new Date(to) })}
    group by 1, 2`;
}

/** Sums over the buckets of one grain. No bucket lies in two groups of time. */
function fromRollup(request: SumRequest, grain: Grain, cover: Cover, slice: string): Sql {
  const { population, parts, by, filters, starts } = request;
  const sums = parts.map(
    (part, i) => sql`sum(sums[${sql.raw(String(positionOf(population, part)))}]) as ${sql.ident(`s${i}`)}`,
  );
  const values = slice === '' ? [''] : filters[slice as Dimension];
  return sql`
    select ${by ? sql`value` : sql`null::text`} as key, ${slotOf(sql`bucket_at`, starts)} as slot, ${sql.join(sums)}
    from ${rollupTable(population, grain)}
    where dimension = ${slice}
      ${values ? sql`and value = any(${values}::text[])` : sql.empty}
      and ${covered(cover)}
    group by 1, 2`;
}

/** More of them than the two ends of a range: boundaries that no sum ends at (old local mean times). */
const maxEdges = 2;

function statement(request: SumRequest, reach: Reach, watermark: Date): Sql {
  const slice = reach.summed ? sliceOf(request) : undefined;
  const pieces = slice === undefined ? [] : cutRange(request.from, request.to, request.starts);
  const edges = pieces.filter(({ grain }) => grain === 'facts');
  const selects =
    slice === undefined || edges.length > maxEdges
      ? [fromFacts(request, watermark, slotOf(anchorOf(request.population), request.starts))]
      : [
          ...grainNames.flatMap((grain) => {
            const cover = coverOf(pieces, grain);
            return cover ? [fromRollup(request, grain, cover, slice)] : [];
          }),
          ...edges.map(({ from, to, slot }) =>
            fromFacts({ ...request, from, to }, watermark, sql`${slot}::int`),
          ),
        ];
  const sums = request.parts.map((_, i) => sql`sum(${sql.ident(`s${i}`)})::bigint as ${sql.ident(`s${i}`)}`);
  return sql`
    select key, slot, ${sql.join(sums)}
    from (${sql.join(selects, ' union all ')}) as piece
    group by key, slot
    order by key, slot`;
}

/**
 * Sums over rollups where they hold the answer, else over facts: those in memory, or those in the database. All give
 * the same numbers.
 */
@Injectable()
export class SumsStore {
  private readonly rollups = new RollupStore();
  private readonly rates = new RateStore();

  constructor(private readonly cube: HeldFacts) {}

  async reach(tx: Transaction): Promise<Reach> {
    const { signature, complete, watermark_at: watermark } = await this.rollups.state(tx);
    const paid = await this.rates.read(tx);
    return { watermark, summed: complete && signature === planSignature, rates: paid?.rates ?? null };
  }

  /** Whether a request is answered by sums alone, but for ragged edges. */
  areSummed(request: SumRequest, { summed }: Reach): boolean {
    return summed && sliceOf(request) !== undefined && !withOutcomesAsParts(request);
  }

  async sum(tx: Transaction, request: SumRequest, reach: Reach): Promise<SumRow[]> {
    const { watermark } = reach;
    if (!watermark || request.from >= request.to) return [];
    const whole = withOutcomesAsParts(request);
    if (whole) return rowsByOutcome(await this.sum(tx, whole, reach));
    if (!reach.summed || sliceOf(request) !== undefined) return this.query(tx, request, reach, watermark);
    const { rows, missing } = await this.cube.sum(tx, request);
    for (const stretch of missing) {
      rows.push(...(await this.query(tx, { ...request, ...stretch }, reach, watermark)));
    }
    return mergeGroups(rows, joinSums);
  }

  private async query(
    tx: Transaction,
    request: SumRequest,
    reach: Reach,
    watermark: Date,
  ): Promise<SumRow[]> {
    const rows = await tx.query<{ key: string | null; slot: number } & Record<string, number>>(
      statement(request, reach, watermark),
    );
    return rows.map((row) => ({
      key: row.key,
      slot: row.slot,
      sums: request.parts.map((_, index) => Number(row[`s${index}`] ?? 0)),
    }));
  }

  /** Sources that have signalled a handoff at least once. */
  async signalling(tx: Transaction): Promise<Set<string>> {
    const rows = await tx.query<{ source: string }>(sql`select source from signalling_source`);
    return new Set(rows.map((row) => row.source));
  }
}
