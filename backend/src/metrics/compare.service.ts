import { Injectable } from '@nestjs/common';
import type { Metric } from '../contract/metric.js';
import { minimumRows } from '../contract/metric.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { type Contrast, contrast, isClear, type Side, verdictOf } from './contrast.js';
import { falseDiscovery } from './false-discovery.js';
import { HeadlineService } from './headline.service.js';
import { currencyOf } from './measured.js';
import { maybeIso, type Scope } from './scope.js';
import { daysOf, sidesOf } from './sides.js';
import type { Reach } from './sum-request.js';
import { SumsStore } from './sums.store.js';
import { normalQuantile } from './tails.js';
import { addTallies, noTally, numbersOf, sizeOf, type Tally } from './tally.js';
import { TallyService } from './tally.service.js';

type Comparison = AnswerOf<typeof routes.metricCompare>;
type ByValue = AnswerOf<typeof routes.metricCompareValues>;
type ByValueQuery = QueryOf<typeof routes.metricCompareValues>;

/** Two sides of one value of a dimension. */
interface Duel {
  key: string;
  a: Side;
  b: Side;
}

/** Holds a metric on one side against the same on another. */
@Injectable()
export class CompareService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly headlines: HeadlineService,
    private readonly tallies: TallyService,
  ) {}

  async read(query: QueryOf<typeof routes.metricCompare>): Promise<Comparison> {
    const { a, b } = sidesOf(query);
    return this.database.transaction(
      async (tx) => {
        const reach = await this.sums.reach(tx);
        const [one, other] = [await this.side(tx, a, reach), await this.side(tx, b, reach)];
        const found = contrast(a.metric, one.side, other.side);
        return {
          metric: a.name,
          unit: a.metric.unit,
          ...currencyOf(a.metric, reach.rates),
          better: a.metric.better,
          definition: a.metric.definition,
          watermark: maybeIso(reach.watermark),
          a: one.numbers,
          b: other.numbers,
          ...saidOf(found),
          verdict: verdictOf(a.metric, found, isClear(found)),
          least: minimumRows,
        };
      },
      { snapshot: true },
    );
  }

  /** The same for every value of a dimension. */
  async readByValue(query: ByValueQuery): Promise<ByValue> {
    const { a, b } = sidesOf(query);
    const { metric } = a;
    return this.database.transaction(
      async (tx) => {
        const reach = await this.sums.reach(tx);
        const duels = await this.duels(tx, query, a, b, reach);
        const { rows, compared, named } = judge(metric, duels, query.q);
        const sorted = rows.sort(largestFirst);
        return {
          metric: a.name,
          unit: metric.unit,
          ...currencyOf(metric, reach.rates),
          better: metric.better,
          by: query.by,
          watermark: maybeIso(reach.watermark),
          q: query.q,
          compared,
          named,
          rows: sorted.slice(0, query.limit),
          leftOut: Math.max(0, sorted.length - query.limit),
          least: minimumRows,
        };
      },
      { snapshot: true },
    );
  }

  private async side(
    tx: Transaction,
    scope: Scope,
    reach: Reach,
  ): Promise<{ side: Side; numbers: Comparison['a'] }> {
    const { value, numerator, denominator, interval, quantiles, immature, unmeasured, from, to } =
      await this.headlines.within(tx, scope, reach);
    const [group] = await this.tallies.read(tx, scope, reach);
    const days = daysOf(scope, reach.watermark);
    return {
      side: { tally: group?.tally ?? noTally, days },
      numbers: { value, numerator, denominator, interval, quantiles, immature, unmeasured, from, to, days },
    };
  }

  private async duels(
    tx: Transaction,
    { by, against }: ByValueQuery,
    a: Scope,
    b: Scope,
    reach: Reach,
  ): Promise<Duel[]> {
    const read = async (scope: Scope) => {
      const groups = await this.tallies.read(tx, scope, reach, { by });
      return new Map(groups.flatMap(({ key, tally }) => (key === null ? [] : [[key, tally] as const])));
    };
    const first = await read(a);
    const second = against === 'sides' ? await read(b) : restOf(first);
    const [days, otherDays] = [a, against === 'sides' ? b : a].map((scope) => daysOf(scope, reach.watermark));
    return [...new Set([...first.keys(), ...second.keys()])].map((key) => ({
      key,
      a: { tally: first.get(key) ?? noTally, days: days ?? 0 },
      b: { tally: second.get(key) ?? noTally, days: otherDays ?? 0 },
    }));
  }
}

/** What is left of all when each is taken out. */
function restOf(tallies: ReadonlyMap<string, Tally>): Map<string, Tally> {
  const all = addTallies([...tallies.values()]);
  return new Map([...tallies].map(([key, tally]) => [key, addTallies([all, negated(tally)])]));
}

const negated = ({ sums, bins }: Tally): Tally => ({
  sums: sums.map((sum) => -sum),
  bins: bins.map((bin) => ({ ...bin, count: -bin.count })),
});

const saidOf = ({ difference, interval, ratio, test }: Contrast) => ({ difference, interval, ratio, test });

type Row = ByValue['rows'][number];

/**
 * Names those whose difference is clear although many are looked at. The intervals of the named are widened so that
 * on average no more than `q` of them miss: Benjamini & Yekutieli, J. Am. Statist. Assoc. 100 (2005) 71–81.
 */
function judge(
  metric: Metric,
  duels: readonly Duel[],
  q: number,
): Pick<ByValue, 'rows' | 'compared' | 'named'> {
  const found = duels.map((duel) => ({ ...duel, contrast: contrast(metric, duel.a, duel.b) }));
  const family = found.flatMap(({ contrast: { test } }, i) => (test ? [{ i, p: test.p }] : []));
  const { adjusted, named } = falseDiscovery(
    family.map(({ p }) => p),
    q,
  );
  const adjustedOf = new Map(family.map(({ i }, place) => [i, adjusted[place] ?? 1]));
  const z = normalQuantile((named * q) / Math.max(1, family.length));
  const rows = found.map(({ key, a, b, contrast: first }, i): Row => {
    const chance = adjustedOf.get(i) ?? null;
    const isNamed = chance !== null && chance <= q;
    const last = isNamed ? contrast(metric, a, b, z) : first;
    const verdict = verdictOf(metric, last, isNamed);
    return {
      key,
      a: numbersOf(metric, a.tally),
      b: numbersOf(metric, b.tally),
      ...saidOf(last),
      verdict,
      adjusted: chance,
    };
  });
  return { rows, compared: family.length, named };
}

function largestFirst(one: Row, other: Row): number {
  const size = ({ a, b }: Row) => sizeOf(a) + sizeOf(b);
  return size(other) - size(one) || (one.key < other.key ? -1 : 1);
}
