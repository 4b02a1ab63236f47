import { Controller, UseInterceptors } from '@nestjs/common';
import { metricNames, metricOf } from '../contract/metrics.js';
import type { AnswerOf, BodyOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromQuery, Route } from '../http/route.js';
import { ArrowInterceptor } from './arrow.interceptor.js';
import { BreakdownService } from './breakdown.service.js';
import { CatalogueStore } from './catalogue.store.js';
import { ExplainService } from './explain.service.js';
import { HeadlineService } from './headline.service.js';
import { denominatorOf, numeratorOf } from './plan.js';
import { RateService } from './rate.service.js';
import { SeriesService } from './series.service.js';
import { SurvivalService } from './survival.service.js';

@Controller()
@UseInterceptors(ArrowInterceptor)
export class MetricController {
  constructor(
    private readonly headlines: HeadlineService,
    private readonly allSeries: SeriesService,
    private readonly breakdowns: BreakdownService,
    private readonly survivals: SurvivalService,
    private readonly explanations: ExplainService,
    private readonly rates: RateService,
    private readonly catalogue: CatalogueStore,
  ) {}

  @Route(routes.metricList)
  list(): AnswerOf<typeof routes.metricList> {
    return metricNames.map((name) => {
      const metric = metricOf(name);
      const { label, question, definition, population, unit, better, matureAfterSeconds } = metric;
      return {
        metric: name,
        ...{ label, question, definition, population, unit, better, matureAfterSeconds },
        topic: metric.topic,
        ...(metric.unit === 'mean' ? { of: metric.of } : {}),
        pitfalls: [...metric.pitfalls],
        numerator: [...numeratorOf(metric)],
        denominator: [...(denominatorOf(metric) ?? [])],
      };
    });
  }

  @Route(routes.metricHeadline)
  headline(@FromQuery(routes.metricHeadline) query: QueryOf<typeof routes.metricHeadline>) {
    return this.headlines.read(query);
  }

  @Route(routes.metricSeries)
  series(@FromQuery(routes.metricSeries) query: QueryOf<typeof routes.metricSeries>) {
    return this.allSeries.read(query);
  }

  @Route(routes.metricBreakdown)
  breakdown(@FromQuery(routes.metricBreakdown) query: QueryOf<typeof routes.metricBreakdown>) {
    return this.breakdowns.read(query);
  }

  @Route(routes.metricSurvival)
  survival(@FromQuery(routes.metricSurvival) query: QueryOf<typeof routes.metricSurvival>) {
    return this.survivals.read(query);
  }

  @Route(routes.metricExplanation)
  explanation(@FromQuery(routes.metricExplanation) query: QueryOf<typeof routes.metricExplanation>) {
    return this.explanations.read(query);
  }

  @Route(routes.costRatesGet)
  costRates() {
    return this.rates.get();
  }

  @Route(routes.costRatesSet)
  setCostRates(
    @FromBody(routes.costRatesSet) rates: BodyOf<typeof routes.costRatesSet>,
    @CurrentUser() caller: Caller,
  ) {
    return this.rates.set(rates, caller);
  }

  @Route(routes.dimensionValues)
  values(@FromQuery(routes.dimensionValues) query: QueryOf<typeof routes.dimensionValues>) {
    return this.catalogue.values(query);
  }

  @Route(routes.releaseList)
  releases() {
    return this.catalogue.releases();
  }
}
