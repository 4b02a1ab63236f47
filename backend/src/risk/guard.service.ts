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
    let watermark: string | null = null;
    const share = async (metric: MetricName, range: typeof now): Promise<Share> => {
      const found = await this.headlines.read({ ...filtersOf(query), metric, ...range });
      watermark = found.watermark;
      return shareOf(found.numerator, found.denominator ?? 0);
    };
    const compare = async (metric: MetricName) =>
      compareShares(metric, await share(metric, now), await share(metric, before));
    const escalation = await compare('escalation_rate');
    const others = [];
    for (const metric of companions) others.push(await compare(metric));
    return { ...judgeGuard(escalation, others), watermark, confidence: companionConfidence };
  }
}
