import { Injectable } from '@nestjs/common';
import { filtersOf } from '../contract/dimensions.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import { shareOf } from '../detectors/share.js';
import { SumsStore } from '../metrics/sums.store.js';
import { herfindahl } from './concentration.js';
import { type Arrivals, type Begins, beginsAt, Hours, hoursOfWeek, lossesOf } from './outage.js';
import { type PathCount, PathStore } from './path.store.js';

type Paths = AnswerOf<typeof routes.riskPaths>;
type Outage = AnswerOf<typeof routes.riskOutage>;
const quarter = 900_000;
/** More hours than this are not read in one question. */
const longestRange = 800 * 86_400_000;

const sum = (rows: readonly PathCount[], member: 'handoffs' | 'failed' | 'without_fallback') =>
  rows.reduce((total, row) => total + row[member], 0);

/** Which ways handoffs go, and what is lost when one is down. */
@Injectable()
export class RoutingService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly paths: PathStore,
  ) {}

  async list(query: QueryOf<typeof routes.riskPaths>): Promise<Paths> {
    return this.database.transaction(
      async (tx) => {
        const { watermark } = await this.sums.reach(tx);
        const scope = { ...filtersOf(query), from: query.from, to: query.to };
        const rows = await this.paths.count(scope, watermark ?? new Date(0), tx);
        const [shown, rest] = [rows.slice(0, query.limit), rows.slice(query.limit)];
        const handoffs = sum(rows, 'handoffs');
        const index = herfindahl(rows.map((row) => row.handoffs));
        return {
          watermark: watermark?.toISOString() ?? null,
          handoffs,
          paths: shown.map((row) => pathOf(row, handoffs)),
          other: {
            paths: rest.length,
            handoffs: sum(rest, 'handoffs'),
            failed: sum(rest, 'failed'),
            withoutFallback: sum(rest, 'without_fallback'),
          },
          concentration: {
            top: shareOf(rows[0]?.handoffs ?? 0, handoffs),
            herfindahl: index,
            equalPaths: index === null ? null : 1 / index,
          },
          withoutFallback: shareOf(sum(rows, 'without_fallback'), handoffs),
        };
      },
      { snapshot: true },
    );
  }

  async outage(query: QueryOf<typeof routes.riskOutage>): Promise<Outage> {
    return this.database.transaction(
      async (tx) => {
        const { watermark } = await this.sums.reach(tx);
        const scope = { ...filtersOf(query), from: query.from, to: query.to };
        const asOf = watermark ?? new Date(0);
        const rows = await this.paths.arrivals(scope, asOf, tx);
        const paths = await this.paths.count(scope, asOf, tx);
        const handoffs = sum(paths, 'handoffs');
        const arrivals = arrivalsOf(query, asOf, rows);
        const hours = new Hours(arrivals);
        const week = meansOf(hours);
        const begins = beginsOf(query);
        return {
          watermark: watermark?.toISOString() ?? null,
          zone: query.zone,
          from: new Date(arrivals.from).toISOString(),
          to: new Date(arrivals.to).toISOString(),
          handoffs,
          withoutFallback: shareOf(sum(paths, 'without_fallback'), handoffs),
          busiest: busiestOf(week),
          begins,
          ...lossesOf(hours, begins),
          week,
        };
      },
      { snapshot: true },
    );
  }
}

function pathOf(row: PathCount, handoffs: number): Paths['paths'][number] {
  const { source, queue, tier, channel } = row;
  return {
    ...{ source, queue, tier, channel },
    share: shareOf(row.handoffs, handoffs),
    failed: shareOf(row.failed, row.handoffs),
    withoutFallback: shareOf(row.without_fallback, row.handoffs),
  };
}

/** Whole quarters of what is known: nothing after the watermark is a quiet hour. */
function arrivalsOf(
  { from, to, zone }: QueryOf<typeof routes.riskOutage>,
  watermark: Date,
  rows: readonly { at: Date; handoffs: number }[],
): Arrivals {
  const begin = Math.ceil(Date.parse(from) / quarter) * quarter;
  const end = Math.floor(Math.min(Date.parse(to), watermark.getTime()) / quarter) * quarter;
  if (end - begin > longestRange) {
    throw new Problem('invalid_input', { detail: 'Choose a range of at most two years.' });
  }
  return {
    zone,
    from: begin,
    to: Math.max(begin, end),
    counts: new Map(rows.map(({ at, handoffs }) => [at.getTime(), handoffs])),
  };
}

/** Mean arrivals of each hour of the week. */
function meansOf(hours: Hours): (number | null)[] {
  const windows = hours.windows(1);
  return Array.from({ length: hoursOfWeek }, (_, slot) => {
    const counts = windows.get(slot);
    return counts ? counts.reduce((total, count) => total + count, 0) / counts.length : null;
  });
}

function busiestOf(week: readonly (number | null)[]): Outage['busiest'] {
  const perHour = Math.max(...week.map((mean) => mean ?? 0));
  return perHour > 0 ? { ...beginsAt(week.indexOf(perHour)), perHour } : null;
}

function beginsOf({ weekday, hour }: QueryOf<typeof routes.riskOutage>): Begins | null {
  if (weekday === undefined && hour === undefined) return null;
  if (weekday === undefined || hour === undefined) {
    throw new Problem('invalid_input', { detail: 'Give both the weekday and the hour, or neither.' });
  }
  return { weekday, hour };
}
