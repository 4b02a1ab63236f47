import { Injectable } from '@nestjs/common';
import { type DurationMetric, metrics } from '../contract/metrics.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import { relativeError } from './bins.js';
import { maybeIso, scopeOf } from './scope.js';
import { SumsStore } from './sums.store.js';
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
        const { watermark } = await this.sums.reach(tx);
        const rows = watermark ? await this.times.bins(tx, request, watermark) : [];
        const times = timesOf(rows[0]?.bins ?? []);
        return {
          metric: query.metric,
          watermark: maybeIso(watermark),
          timed: times.timed,
          observed: times.observed,
          censored: times.censored,
          untimed: watermark ? await this.times.untimed(tx, request, watermark) : 0,
          quantiles: quantilesOf(times),
          target: targetOf(metric, times),
          curve: curveOf(times),
          relativeError,
        };
      },
      { snapshot: true },
    );
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
