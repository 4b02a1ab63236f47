import { Injectable } from '@nestjs/common';
import type { Dimension } from '../contract/dimensions.js';
import type { Metric } from '../contract/metric.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { currencyOf } from './measured.js';
import { readPair } from './pair.store.js';
import { maybeIso, type Scope, scopeOf } from './scope.js';
import type { Reach } from './sum-request.js';
import { SumsStore } from './sums.store.js';
import { addTallies, type Numbers, numbersOf, sizeOf, type Tally } from './tally.js';
import { TallyService } from './tally.service.js';

type Matrix = AnswerOf<typeof routes.metricMatrix>;
type Sizes = Map<string, number>;

interface Cell {
  row: string | null;
  column: string | null;
  tally: Tally;
}

/** A metric by two dimensions: the largest values of each, and all others as one. */
@Injectable()
export class MatrixService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly tallies: TallyService,
  ) {}

  async read({ rows, columns, limit, ...query }: QueryOf<typeof routes.metricMatrix>): Promise<Matrix> {
    const scope = scopeOf({ ...query, by: rows });
    scopeOf({ ...query, by: columns });
    const { metric, name } = scope;
    return this.database.transaction(
      async (tx) => {
        const reach = await this.sums.reach(tx);
        const kept = keptOf(
          await this.sizes(tx, scope, rows, reach),
          await this.sizes(tx, scope, columns, reach),
          limit,
          isConfusion(rows, columns),
        );
        const groups = await this.tallies.read(tx, scope, reach, { pair: { rows, columns, ...kept } });
        const cells = groups.map(({ key, tally }): Cell => {
          const [row, column] = readPair(key);
          return { row, column, tally };
        });
        return {
          metric: name,
          unit: metric.unit,
          ...currencyOf(metric, reach.rates),
          better: metric.better,
          watermark: maybeIso(reach.watermark),
          rows: linesOf(metric, cells, 'row', kept.rowKeys),
          columns: linesOf(metric, cells, 'column', kept.columnKeys),
          cells: cells
            .map(({ row, column, tally }) => ({ row, column, ...numbersOf(metric, tally) }))
            .filter((cell) => sizeOf(cell) > 0),
          total: numbersOf(metric, addTallies(cells.map(({ tally }) => tally))),
        };
      },
      { snapshot: true },
    );
  }

  private async sizes(tx: Transaction, scope: Scope, by: Dimension, reach: Reach): Promise<Sizes> {
    const groups = await this.tallies.read(tx, scope, reach, { by });
    return new Map(
      groups.flatMap(({ key, tally }) => {
        const size = sizeOf(numbersOf(scope.metric, tally));
        return key === null || size === 0 ? [] : [[key, size] as const];
      }),
    );
  }
}

const isConfusion = (rows: Dimension, columns: Dimension) =>
  [rows, columns].sort().join() === 'intent,resolved_intent';

function largest(sizes: Sizes, limit: number): string[] {
  return [...sizes]
    .sort(([one, size], [other, otherSize]) => otherSize - size || (one < other ? -1 : 1))
    .slice(0, limit)
    .map(([key]) => key);
}

/** Of a confusion matrix both axes keep the same values, in one order: what was right lies on the diagonal. */
function keptOf(rows: Sizes, columns: Sizes, limit: number, confusion: boolean) {
  if (!confusion) return { rowKeys: largest(rows, limit), columnKeys: largest(columns, limit) };
  const both = new Map(rows);
  for (const [key, size] of columns) both.set(key, (both.get(key) ?? 0) + size);
  const keys = largest(both, limit);
  return { rowKeys: keys, columnKeys: keys };
}

/** The values of an axis in order, and last the others where there are any. */
function linesOf(
  metric: Metric,
  cells: readonly Cell[],
  axis: 'row' | 'column',
  keys: readonly string[],
): ({ key: string | null } & Numbers)[] {
  const lines = [...keys, null].map((key) => {
    const own = cells.filter((cell) => cell[axis] === key).map(({ tally }) => tally);
    return { key, ...numbersOf(metric, addTallies(own)) };
  });
  return lines.filter((line) => line.key !== null || sizeOf(line) > 0);
}
