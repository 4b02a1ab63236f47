import { Injectable } from '@nestjs/common';
import type { Dimension } from '../contract/dimensions.js';
import type { DurationMetric } from '../contract/metric.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { currencyOf, type Measured, measuredOf, measuredTimes } from './measured.js';
import { maturityOf, pendingIn, sumsFor } from './plan.js';
import { isoOf, maybeIso, type Scope, scopeOf } from './scope.js';
import type { Reach, SumRequest } from './sum-request.js';
import { SumsStore } from './sums.store.js';
import { timesOf } from './times.js';
import { TimesStore } from './times.store.js';
import { bucketCount, bucketStarts } from './zone.js';

type Query = QueryOf<typeof routes.metricSeries>;
type Series = AnswerOf<typeof routes.metricSeries>;

/** More points than any chart draws. */
const maxPoints = 10_000;
/** Lines that a chart can tell apart. */
const maxKeys = 8;

/** A bucket's number, and whether some of its rows cannot be judged yet. */
interface Point {
  measured: Measured;
  pending: boolean;
}
/** Points by place in time, for each value of the dimension, the largest first. */
type Lines = Map<string | null, Map<number, Point>>;

/** A metric over time. */
@Injectable()
export class SeriesService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly times: TimesStore,
  ) {}

  async read(query: Query): Promise<Series> {
    const scope = scopeOf(query);
    const { metric, from, to } = scope;
    if (bucketCount(query.bucket, from, to) > maxPoints) {
      throw new Problem('invalid_input', {
        detail: `That would be more than ${maxPoints} points: ask for a shorter range or longer buckets.`,
      });
    }
    const starts = bucketStarts(query.bucket, query.zone, from, to);
    return this.database.transaction(
      async (tx) => {
        const reach = await this.sums.reach(tx);
        const lines =
          metric.unit === 'seconds'
            ? await this.durations(tx, scope, metric, starts, reach)
            : await this.sumLines(tx, scope, starts, reach);
        return {
          metric: scope.name,
          unit: metric.unit,
          ...currencyOf(metric, reach.rates),
          bucket: query.bucket,
          zone: query.zone,
          from: isoOf(from),
          to: isoOf(to),
          watermark: maybeIso(reach.watermark),
          series: [...lines].map(([key, points]) => ({
            key,
            points: pointsOf(scope, starts, points, reach.watermark),
          })),
        };
      },
      { snapshot: true },
    );
  }

  private async sumLines(tx: Transaction, scope: Scope, starts: number[], reach: Reach): Promise<Lines> {
    const { metric, from, to, filters, by } = scope;
    const request = { population: metric.population, parts: sumsFor(metric), filters, from, to, by };
    // Only what is drawn is kept for every bucket.
    const chosen = by ? { ...filters, [by]: await this.largest(tx, request, reach) } : filters;
    const rows = await this.sums.sum(tx, { ...request, filters: chosen, starts }, reach);
    return linesOf(
      by,
      rows.map(({ key, slot, sums }) => ({
        key,
        slot,
        point: { measured: measuredOf(metric, sums, reach.rates), pending: pendingIn(metric, sums) > 0 },
      })),
    );
  }

  /** The values with the most rows. */
  private async largest(tx: Transaction, request: SumRequest, reach: Reach): Promise<string[]> {
    const rows = await this.sums.sum(tx, request, reach);
    const size = (sums: readonly number[]) => sums[1] ?? sums[0] ?? 0;
    return rows
      .sort((a, b) => size(b.sums) - size(a.sums))
      .slice(0, maxKeys)
      .flatMap(({ key }) => (key === null ? [] : [key]));
  }

  private async durations(
    tx: Transaction,
    { from, to, filters, by }: Scope,
    metric: DurationMetric,
    starts: number[],
    reach: Reach,
  ): Promise<Lines> {
    const request = { metric, from, to, filters, by, starts };
    const rows = await this.times.bins(tx, request, reach);
    return linesOf(
      by,
      rows.map(({ key, slot, bins }) => ({
        key,
        slot,
        point: { measured: measuredTimes(timesOf(bins)), pending: false },
      })),
    );
  }
}

/** One line without a dimension, also when it is empty; else those of the values with the most rows. */
function linesOf(
  by: Dimension | undefined,
  rows: readonly { key: string | null; slot: number; point: Point }[],
): Lines {
  const lines: Lines = new Map(by ? [] : [[null, new Map()]]);
  const sizes = new Map<string | null, number>();
  for (const { key, slot, point } of rows) {
    const points = lines.get(key) ?? new Map<number, Point>();
    lines.set(key, points.set(slot, point));
    const { numerator, denominator } = point.measured;
    sizes.set(key, (sizes.get(key) ?? 0) + (denominator ?? numerator));
  }
  const size = (key: string | null) => sizes.get(key) ?? 0;
  return new Map([...lines].sort(([a], [b]) => size(b) - size(a)).slice(0, maxKeys));
}

/** Every bucket of the range: a gap where there is nothing to divide by, or where the data does not reach. */
function pointsOf(
  { metric, to }: Scope,
  starts: readonly number[],
  points: ReadonlyMap<number, Point>,
  watermark: Date | null,
): Series['series'][number]['points'] {
  const reached = watermark?.getTime() ?? Number.NEGATIVE_INFINITY;
  const mature = (watermark && maturityOf(metric, watermark)?.getTime()) ?? reached;
  const empty = measuredOf(metric, [], null);
  return starts.map((start, slot) => {
    const point = points.get(slot);
    const ahead = start > reached ? { value: null, interval: null } : {};
    return {
      at: isoOf(start),
      ...(point?.measured ?? { ...empty, ...ahead }),
      immature: (starts[slot + 1] ?? to) > mature || (point?.pending ?? false),
    };
  });
}
