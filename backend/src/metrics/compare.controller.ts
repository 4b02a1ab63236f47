import { Controller, UseInterceptors } from '@nestjs/common';
import type { BodyOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromQuery, Route } from '../http/route.js';
import { ArrowInterceptor } from './arrow.interceptor.js';
import { CompareService } from './compare.service.js';
import { ForecastService } from './forecast.service.js';
import { HeatmapService } from './heatmap.service.js';
import { MatrixService } from './matrix.service.js';
import { TargetService } from './target.service.js';

@Controller()
@UseInterceptors(ArrowInterceptor)
export class CompareController {
  constructor(
    private readonly comparisons: CompareService,
    private readonly heatmaps: HeatmapService,
    private readonly forecasts: ForecastService,
    private readonly matrices: MatrixService,
    private readonly targets: TargetService,
  ) {}

  @Route(routes.metricCompare)
  compare(@FromQuery(routes.metricCompare) query: QueryOf<typeof routes.metricCompare>) {
    return this.comparisons.read(query);
  }

  @Route(routes.metricCompareValues)
  compareValues(@FromQuery(routes.metricCompareValues) query: QueryOf<typeof routes.metricCompareValues>) {
    return this.comparisons.readByValue(query);
  }

  @Route(routes.metricHeatmap)
  heatmap(@FromQuery(routes.metricHeatmap) query: QueryOf<typeof routes.metricHeatmap>) {
    return this.heatmaps.read(query);
  }

  @Route(routes.metricForecast)
  forecast(@FromQuery(routes.metricForecast) query: QueryOf<typeof routes.metricForecast>) {
    return this.forecasts.read(query);
  }

  @Route(routes.metricMatrix)
  matrix(@FromQuery(routes.metricMatrix) query: QueryOf<typeof routes.metricMatrix>) {
    return this.matrices.read(query);
  }

  @Route(routes.targetList)
  listTargets() {
    return this.targets.list();
  }

  @Route(routes.targetSet)
  setTarget(
    @FromBody(routes.targetSet) body: BodyOf<typeof routes.targetSet>,
    @CurrentUser() caller: Caller,
  ) {
    return this.targets.set(body, caller);
  }
}
