import { Injectable } from '@nestjs/common';
import type { DurationMetric } from '../contract/metric.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { currencyOf, measuredOf, measuredTimes } from './measured.js';
import { maturityOf, sumsFor } from './plan.js';
import { maybeIso, type Scope, scopeOf } from './scope.js';
import type { Reach } from './sum-request.js';
import { SumsStore } from './sums.store.js';
import { type BinCount, quantilesOf, timesOf } from './times.js';
import { TimesStore } from './times.store.js';

type Breakdown = AnswerOf<typeof routes.metricBreakdown>;
type Table = Pick<Breakdown, 'rows' | 'total'>;

/** A metric by the values of one dimension, those with the most rows first. */
@Injectable()
export class BreakdownService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly times: TimesStore,
  ) {}

  async read(query: QueryOf<typeof routes.metricBreakdown>): Promise<Breakdown> {
    const scope = scopeOf(query);
    const { metric } = scope;
    return this.database.transaction(
      async (tx) => {
        const reach = await this.sums.reach(tx);
        const { rows, total } =
          metric.unit === 'seconds'
            ? await this.durations(tx, scope, metric, reach)
            : await this.ratios(tx, scope, reach);
        return {
          metric: scope.name,
          unit: metric.unit,
          ...currencyOf(metric, reach.rates),
          by: query.by,
          watermark: maybeIso(reach.watermark),
          rows: rows.sort(largestFirst).slice(0, query.limit),
          total,
        };
      },
      { snapshot: true },
    );
  }

  private async ratios(tx: Transaction, scope: Scope, reach: Reach): Promise<Table> {
    const { metric, from, to, filters, by } = scope;
    const mature = (reach.watermark && maturityOf(metric, reach.watermark)?.getTime()) ?? to;
    const request = { population: metric.population, parts: sumsFor(metric), filters, by };
    const found = await this.sums.sum(tx, { ...request, from, to: Math.min(to, mature) }, reach);
    const total = found.reduce<number[]>((sum, { sums }) => sums.map((n, i) => n + (sum[i] ?? 0)), []);
    const rows = found.map(({ key, sums }) => ({ key: key ?? '', ...measuredOf(metric, sums, reach.rates) }));
    return { rows, total: measuredOf(metric, total, reach.rates) };
  }

  private async durations(
    tx: Transaction,
    { from, to, filters, by }: Scope,
    metric: DurationMetric,
    reach: Reach,
  ): Promise<Table> {
    const request = { metric, from, to, filters, by };
    const found = await this.times.bins(tx, request, reach);
    const numbersOf = (bins: readonly BinCount[]) => {
      const times = timesOf(bins);
      return { ...measuredTimes(times), quantiles: quantilesOf(times) };
    };
    return {
      rows: found.map(({ key, bins }) => ({ key: key ?? '', ...numbersOf(bins) })),
      total: numbersOf(found.flatMap(({ bins }) => bins)),
    };
  }
}

function largestFirst(a: Breakdown['rows'][number], b: Breakdown['rows'][number]): number {
  const size = (row: Breakdown['rows'][number]) => row.denominator ?? row.numerator;
  return size(b) - size(a) || (a.key < b.key ? -1 : 1);
}
