import { Injectable } from '@nestjs/common';
import { filtersOf } from '../contract/dimensions.js';
import type { MetricName } from '../contract/metrics.js';
import { companions } from '../contract/risk.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { type Share, shareOf } from '../detectors/share.js';
import { HeadlineService } from '../metrics/headline.service.js';
import { companionConfidence, compareShares, judgeGuard } from './guard.js';

type Query = QueryOf<typeof routes.riskGuard>;

/** Whether escalations fall at the customers' cost. */
@Injectable()
export class GuardService {
  constructor(private readonly headlines: HeadlineService) {}

  async read(query: Query): Promise<AnswerOf<typeof routes.riskGuard>> {
    const now = { from: query.from, to: query.to };
    const before = { from: query.before_from, to: query.before_to };
    const compare = async (metric: MetricName) =>
      compareShares(metric, await this.share(metric, query, now), await this.share(metric, query, before));
    const escalation = await compare('escalation_rate');
    const others = [];
    for (const metric of companions) others.push(await compare(metric));
    const { watermark } = await this.headlines.read({ metric: 'escalation_rate', ...now });
    return { watermark, ...judgeGuard(escalation, others), confidence: companionConfidence };
  }

  private async share(metric: MetricName, query: Query, range: { from: string; to: string }): Promise<Share> {
    const { numerator, denominator } = await this.headlines.read({ ...filtersOf(query), metric, ...range });
    return shareOf(numerator, denominator ?? 0);
  }
}
