import { Injectable } from '@nestjs/common';
import { filtersOf } from '../contract/dimensions.js';
import type { MetricName } from '../contract/metrics.js';
import { companions } from '../contract/risk.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import { type Share, shareOf } from '../detectors/share.js';
import { scopeOf } from '../metrics/scope.js';
import { SumsStore } from '../metrics/sums.store.js';
import { noTally, numbersOf } from '../metrics/tally.js';
import { TallyService } from '../metrics/tally.service.js';
import { companionConfidence, compareShares, judgeGuard } from './guard.js';

type Query = QueryOf<typeof routes.riskGuard>;

/** Whether escalations fall at the customers' cost. */
@Injectable()
export class GuardService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly tallies: TallyService,
  ) {}

  async read(query: Query): Promise<AnswerOf<typeof routes.riskGuard>> {
    const now = { from: query.from, to: query.to };
    const before = { from: query.before_from, to: query.before_to };
    return this.database.transaction(
      async (tx) => {
        const reach = await this.sums.reach(tx);
        const share = async (name: MetricName, range: typeof now): Promise<Share> => {
          const scope = scopeOf({ ...filtersOf(query), metric: name, ...range });
          const [group] = await this.tallies.read(tx, scope, reach);
          const { numerator, denominator } = numbersOf(scope.metric, group?.tally ?? noTally);
          return shareOf(numerator, denominator ?? 0);
        };
        const compare = async (name: MetricName) =>
          compareShares(name, await share(name, now), await share(name, before));
        const escalation = await compare('escalation_rate');
        const others = [];
        for (const name of companions) others.push(await compare(name));
        const watermark = reach.watermark?.toISOString() ?? null;
        return { ...judgeGuard(escalation, others), watermark, confidence: companionConfidence };
      },
      { snapshot: true },
    );
  }
}
