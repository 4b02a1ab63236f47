import { Injectable } from '@nestjs/common';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import { currencyOf } from './measured.js';
import { maybeIso, scopeOf } from './scope.js';
import { SumsStore } from './sums.store.js';
import { addTallies, noTally, numbersOf, type Tally } from './tally.js';
import { TallyService } from './tally.service.js';
import { bucketStarts, hourOfWeek } from './zone.js';

type Heatmap = AnswerOf<typeof routes.metricHeatmap>;

const hoursOfWeek = 168;
const hourMs = 3_600_000;
/** Some thirteen months. */
const maxHours = 10_000;

/** A metric by hour and weekday. */
@Injectable()
export class HeatmapService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly tallies: TallyService,
  ) {}

  async read(query: QueryOf<typeof routes.metricHeatmap>): Promise<Heatmap> {
    const scope = scopeOf(query);
    const { metric, from, to } = scope;
    if ((to - from) / hourMs > maxHours) {
      throw new Problem('invalid_input', { detail: `Ask for at most ${maxHours} hours.` });
    }
    const starts = bucketStarts('hour', query.zone, from, to);
    const places = starts.map((start) => hourOfWeek(query.zone, Math.max(start, from)));
    return this.database.transaction(
      async (tx) => {
        const reach = await this.sums.reach(tx);
        const groups = await this.tallies.read(tx, scope, reach, { starts });
        const reached = reach.watermark?.getTime() ?? from;
        const found: Tally[][] = Array.from({ length: hoursOfWeek }, () => []);
        for (const { slot, tally } of groups) found[places[slot] ?? 0]?.push(tally);
        const hours = new Array<number>(hoursOfWeek).fill(0);
        starts.forEach((start, i) => {
          const place = places[i] ?? 0;
          if (start <= reached) hours[place] = (hours[place] ?? 0) + 1;
        });
        return {
          metric: scope.name,
          unit: metric.unit,
          ...currencyOf(metric, reach.rates),
          zone: query.zone,
          watermark: maybeIso(reach.watermark),
          cells: found.map((tallies, place) => ({
            weekday: Math.floor(place / 24) + 1,
            hour: place % 24,
            hours: hours[place] ?? 0,
            ...numbersOf(metric, addTallies(tallies)),
          })),
          total: numbersOf(
            metric,
            groups.length > 0 ? addTallies(groups.map(({ tally }) => tally)) : noTally,
          ),
        };
      },
      { snapshot: true },
    );
  }
}
