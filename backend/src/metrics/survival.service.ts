import { Injectable } from '@nestjs/common';
import { type DurationMetric } from '../contract/metric.js';
import { metrics } from '../contract/metrics.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { relativeError } from './bins.js';
import { maybeIso, scopeOf } from './scope.js';
import type { Reach, TimesRequest } from './sum-request.js';
import { SumsStore } from './sums.store.js';
import { bandsOf } from './survival.js';
import { quantilesOf, type Times, targetOf, timesOf } from './times.js';
import { TimesStore } from './times.store.js';

type Survival = AnswerOf<typeof routes.metricSurvival>;

/** The Kaplan–Meier curve of a time. */
@Injectable()
export class SurvivalService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly times: TimesStore,
  ) {}

  async read(query: QueryOf<typeof routes.metricSurvival>): Promise<Survival> {
    const metric: DurationMetric = metrics[query.metric];
    const { from, to, filters } = scopeOf(query);
    const request = { metric, from, to, filters };
    return this.database.transaction(
      async (tx) => {
        const reach = await this.sums.reach(tx);
        const rows = await this.times.bins(tx, request, reach);
        const times = timesOf(rows[0]?.bins ?? []);
        return {
          metric: query.metric,
          watermark: maybeIso(reach.watermark),
          timed: times.timed,
          observed: times.observed,
          censored: times.censored,
          untimed: await this.untimed(tx, request, reach),
          quantiles: quantilesOf(times),
          target: targetOf(metric, times),
          curve: curveOf(times),
          bands: query.bands && times.timed > 0 ? bandsOf(times.steps, query.bands) : null,
          relativeError,
        };
      },
      { snapshot: true },
    );
  }

  /** Rows that would be timed if their times were known. */
  private async untimed(tx: Transaction, { metric, ...rows }: TimesRequest, reach: Reach): Promise<number> {
    const asked = metric.denominator.filter((measure) => measure !== 'timed');
    const parts = [asked, metric.denominator];
    const [row] = await this.sums.sum(tx, { ...rows, population: metric.population, parts }, reach);
    const [all = 0, timed = 0] = row?.sums ?? [];
    return all - timed;
  }
}

/** From "nobody yet" at zero; the band of the share is that of the survival, turned around. */
function curveOf({ timed, steps }: Times): Survival['curve'] {
  const drawn = steps.map(({ time, survival, low, high, atRisk }) => ({
    seconds: time,
    share: 1 - survival,
    low: 1 - high,
    high: 1 - low,
    atRisk,
  }));
  return timed === 0 ? [] : [{ seconds: 0, share: 0, low: 0, high: 0, atRisk: timed }, ...drawn];
}
