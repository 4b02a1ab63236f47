import { Module } from '@nestjs/common';
import { BreakdownService } from './breakdown.service.js';
import { CubeService } from './cube.service.js';
import { CatalogueStore } from './catalogue.store.js';
import { HeadlineService } from './headline.service.js';
import { MetricController } from './metric.controller.js';
import { RollupService } from './rollup.service.js';
import { SeriesService } from './series.service.js';
import { SumsStore } from './sums.store.js';
import { SurvivalService } from './survival.service.js';
import { TimesStore } from './times.store.js';

@Module({
  controllers: [MetricController],
  providers: [
    CubeService,
    SumsStore,
    TimesStore,
    CatalogueStore,
    HeadlineService,
    SeriesService,
    BreakdownService,
    SurvivalService,
    RollupService,
  ],
  exports: [RollupService, CubeService, SumsStore, HeadlineService],
})
export class MetricsModule {}
