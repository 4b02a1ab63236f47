import { Injectable } from '@nestjs/common';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import { inlined } from '../db/sql.js';
import { statementOf } from './explain.store.js';
import { formulaOf, intervalMethod } from './formula.js';
import { maturityOf } from './plan.js';
import { maybeIso, scopeOf } from './scope.js';
import { SumsStore } from './sums.store.js';

/** How one number is made, so that a reader can make it again with psql. */
@Injectable()
export class ExplainService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
  ) {}

  async read(
    query: QueryOf<typeof routes.metricExplanation>,
  ): Promise<AnswerOf<typeof routes.metricExplanation>> {
    const { name, metric, from, to, filters } = scopeOf(query);
    const { watermark, rates } = await this.database.transaction((tx) => this.sums.reach(tx));
    const mature = (watermark && maturityOf(metric, watermark)?.getTime()) ?? to;
    const until = new Date(Math.max(from, Math.min(to, mature)));
    return {
      metric: name,
      question: metric.question,
      definition: metric.definition,
      formula: formulaOf(metric),
      population: metric.population,
      interval: intervalMethod(metric),
      pitfalls: [...metric.pitfalls],
      watermark: maybeIso(watermark),
      sql:
        watermark &&
        inlined(statementOf({ metric, filters, from: new Date(from), to: until, watermark, rates })),
    };
  }
}
