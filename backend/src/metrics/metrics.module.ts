import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module.js';
import { BreakdownService } from './breakdown.service.js';
import { CatalogueStore } from './catalogue.store.js';
import { ExplainService } from './explain.service.js';
import { HeadlineService } from './headline.service.js';
import { MetricController } from './metric.controller.js';
import { RateService } from './rate.service.js';
import { RollupService } from './rollup.service.js';
import { SeriesService } from './series.service.js';
import { SumsStore } from './sums.store.js';
import { SurvivalService } from './survival.service.js';
import { TimesStore } from './times.store.js';

@Module({
  controllers: [MetricController],
  imports: [IngestModule],
  providers: [
    RateService,
    ExplainService,
    SumsStore,
    TimesStore,
    CatalogueStore,
    HeadlineService,
    SeriesService,
    BreakdownService,
    SurvivalService,
    RollupService,
  ],
  exports: [RollupService, HeadlineService, SumsStore, TimesStore],
})
export class MetricsModule {}
