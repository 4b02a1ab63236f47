import { Injectable } from '@nestjs/common';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import {
  backTest,
  expectHour,
  forecastLevel,
  forecastWeeks,
  knownHours,
  type PastHour,
  patternOf,
  weeksBefore,
} from './forecast.js';
import { maybeIso, scopeOf } from './scope.js';
import { SumsStore } from './sums.store.js';
import { TallyService } from './tally.service.js';
import { bucketStarts, hourOfWeek } from './zone.js';

type Forecast = AnswerOf<typeof routes.metricForecast>;

const weekMs = 7 * 86_400_000;

/** How many will come, hour by hour. */
@Injectable()
export class ForecastService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly tallies: TallyService,
  ) {}

  async read(query: QueryOf<typeof routes.metricForecast>): Promise<Forecast> {
    const { zone } = query;
    return this.database.transaction(
      async (tx) => {
        const reach = await this.sums.reach(tx);
        const reached = reach.watermark?.getTime() ?? 0;
        const past = bucketStarts('hour', zone, reached - forecastWeeks.most * weekMs, reached + 1);
        // The hour that the data ends in is not over.
        const end = past.at(-1) ?? reached;
        const starts = past.slice(0, -1);
        const [from, to] = [starts[0] ?? end, end].map((at) => new Date(at).toISOString()) as [
          string,
          string,
        ];
        const groups = await this.tallies.read(tx, scopeOf({ ...query, from, to }), reach, { starts });
        const counts = new Map(groups.map(({ slot, tally }) => [slot, tally.sums[0] ?? 0]));
        const hours = starts.map(
          (at, slot): PastHour => ({ at, place: hourOfWeek(zone, at), count: counts.get(slot) ?? 0 }),
        );
        return {
          metric: query.metric,
          zone,
          watermark: maybeIso(reach.watermark),
          level: forecastLevel,
          needsWeeks: forecastWeeks.least,
          ...foresee(knownHours(hours, end), end, zone),
        };
      },
      { snapshot: true },
    );
  }
}

/** With fewer weeks than are needed nothing is said. */
function foresee(
  known: readonly PastHour[],
  end: number,
  zone: string,
): Pick<Forecast, 'weeks' | 'dispersion' | 'hours' | 'test'> {
  const weeks = weeksBefore(known, end);
  if (weeks < forecastWeeks.least) return { weeks, dispersion: null, hours: [], test: null };
  const pattern = patternOf(known, end);
  const hours = bucketStarts('hour', zone, end, end + weekMs).flatMap((at) => {
    const said = expectHour(pattern, hourOfWeek(zone, at));
    return said ? [{ at: new Date(at).toISOString(), ...said }] : [];
  });
  return { weeks, dispersion: pattern.dispersion, hours, test: backTest(known, end) };
}
