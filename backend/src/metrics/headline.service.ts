import { Injectable } from '@nestjs/common';
import type { DurationMetric, Measure } from '../contract/metric.js';
import { metrics } from '../contract/metrics.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { currencyOf, measuredOf, measuredTimes } from './measured.js';
import { maturityOf, type Part, pendingIn, sumsFor, unmeasuredIn, usesMeasure } from './plan.js';
import { isoOf, maybeIso, type Scope, scopeOf } from './scope.js';
import type { Reach } from './sum-request.js';
import { SumsStore } from './sums.store.js';
import { quantilesOf, targetOf, timesOf } from './times.js';
import { TimesStore } from './times.store.js';

type Headline = AnswerOf<typeof routes.metricHeadline>;
type Numbers = Pick<
  Headline,
  | 'value'
  | 'numerator'
  | 'denominator'
  | 'interval'
  | 'immature'
  | 'unmeasured'
  | 'quantiles'
  | 'target'
  | 'currency'
>;

/** One number, with what is needed to judge it. */
@Injectable()
export class HeadlineService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly times: TimesStore,
  ) {}

  async read(query: QueryOf<typeof routes.metricHeadline>): Promise<Headline> {
    return this.database.transaction(
      async (tx) => this.within(tx, scopeOf(query), await this.sums.reach(tx)),
      { snapshot: true },
    );
  }

  /** The same within a snapshot that asks for more. */
  async within(tx: Transaction, scope: Scope, reach: Reach): Promise<Headline> {
    const { metric } = scope;
    const numbers =
      metric.unit === 'seconds'
        ? await this.duration(tx, scope, metric, reach)
        : await this.sum(tx, scope, reach);
    return {
      metric: scope.name,
      unit: metric.unit,
      better: metric.better,
      definition: metric.definition,
      ...numbers,
      watermark: maybeIso(reach.watermark),
      from: isoOf(scope.from),
      to: isoOf(scope.to),
      cannotMeasure: await this.silent(tx, scope, reach),
    };
  }

  private async sum(tx: Transaction, scope: Scope, reach: Reach): Promise<Numbers> {
    const { metric, from, to, filters } = scope;
    const request = { population: metric.population, parts: sumsFor(metric), filters };
    const mature = (reach.watermark && maturityOf(metric, reach.watermark)?.getTime()) ?? to;
    const until = Math.max(from, Math.min(to, mature));
    const [row] = await this.sums.sum(tx, { ...request, from, to: until }, reach);
    const [young] = until < to ? await this.sums.sum(tx, { ...request, from: until, to }, reach) : [];
    const sums = row?.sums ?? [];
    const [, unripe = 0] = young?.sums ?? [];
    return {
      ...measuredOf(metric, sums, reach.rates),
      ...currencyOf(metric, reach.rates),
      immature: pendingIn(metric, sums) + unripe,
      unmeasured: unmeasuredIn(metric, sums),
    };
  }

  private async duration(
    tx: Transaction,
    { from, to, filters }: Scope,
    metric: DurationMetric,
    reach: Reach,
  ): Promise<Numbers> {
    const rows = await this.times.bins(tx, { metric, from, to, filters }, reach);
    const times = timesOf(rows[0]?.bins ?? []);
    return {
      ...measuredTimes(times),
      immature: 0,
      unmeasured: 0,
      quantiles: quantilesOf(times),
      target: targetOf(metric, times) ?? undefined,
    };
  }

  /** Sources of the range that never say what the metric needs. */
  private async silent(
    tx: Transaction,
    { metric, from, to, filters }: Scope,
    reach: Reach,
  ): Promise<string[]> {
    const { population } = metric;
    const need = needs.find(({ measure }) => usesMeasure(metric, measure));
    if (!need) return [];
    const parts = [need.of, [...need.of, need.measure]];
    const { source } = filters;
    const request = { population, parts, from, to, by: 'source' as const, filters: source ? { source } : {} };
    const rows = await this.sums.sum(tx, request, reach);
    return rows
      .flatMap(({ key, sums: [rows = 0, measurable = 0] }) =>
        key !== null && rows > 0 && measurable === 0 ? [key] : [],
      )
      .sort();
  }
}

/** What a source may never say, as the measure that holds where it does, and the rows that it is asked of. */
const needs: readonly { measure: Measure; of: Part }[] = [
  { measure: 'measurable', of: metrics.eligible_episodes.numerator },
  { measure: 'context_told', of: metrics.handoffs.numerator },
  { measure: 'acts_told', of: metrics.handoffs.numerator },
];
