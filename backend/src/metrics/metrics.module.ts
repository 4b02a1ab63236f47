import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module.js';
import { BreakdownService } from './breakdown.service.js';
import { BucketService } from './bucket.service.js';
import { CatalogueStore } from './catalogue.store.js';
import { CompareController } from './compare.controller.js';
import { CompareService } from './compare.service.js';
import { ExplainService } from './explain.service.js';
import { ForecastService } from './forecast.service.js';
import { HeadlineService } from './headline.service.js';
import { HeatmapService } from './heatmap.service.js';
import { HeldFacts } from './held-facts.store.js';
import { MatrixService } from './matrix.service.js';
import { MetricController } from './metric.controller.js';
import { RateService } from './rate.service.js';
import { SeriesService } from './series.service.js';
import { SumsStore } from './sums.store.js';
import { SurvivalService } from './survival.service.js';
import { TallyService } from './tally.service.js';
import { TargetService } from './target.service.js';
import { TargetStore } from './target.store.js';
import { TimesStore } from './times.store.js';

@Module({
  imports: [IngestModule],
  controllers: [MetricController, CompareController],
  providers: [
    HeldFacts,
    RateService,
    ExplainService,
    SumsStore,
    TimesStore,
    CatalogueStore,
    HeadlineService,
    SeriesService,
    BreakdownService,
    SurvivalService,
    TallyService,
    CompareService,
    HeatmapService,
    ForecastService,
    MatrixService,
    TargetStore,
    TargetService,
    BucketService,
  ],
  exports: [
    BucketService,
    HeldFacts,
    HeadlineService,
    CompareService,
    SeriesService,
    SumsStore,
    TallyService,
    TargetService,
    TimesStore,
  ],
})
export class MetricsModule {}
