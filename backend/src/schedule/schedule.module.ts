import { Module } from '@nestjs/common';
import { ScheduleModule as NestScheduleModule } from '@nestjs/schedule';
import { AccessModule } from '../access/access.module.js';
import { AccessLogModule } from '../access-log/access-log.module.js';
import { AlertsModule } from '../alerts/alerts.module.js';
import { ErasureModule } from '../erasure/erasure.module.js';
import { FollowModule } from '../follow/follow.module.js';
import { GapsModule } from '../gaps/gaps.module.js';
import { ImprovementsModule } from '../improvements/improvements.module.js';
import { IntegrityModule } from '../integrity/integrity.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { ReviewModule } from '../review/review.module.js';
import { PipelineController } from './pipeline.controller.js';
import { PipelineService } from './pipeline.service.js';
import { PipelineStore } from './pipeline.store.js';
import { ScheduleService } from './schedule.service.js';

@Module({
  imports: [
    NestScheduleModule.forRoot(),
    AccessModule,
    AccessLogModule,
    LedgerModule,
    FollowModule,
    MetricsModule,
    GapsModule,
    ImprovementsModule,
    IntegrityModule,
    ErasureModule,
    AlertsModule,
    ReviewModule,
  ],
  controllers: [PipelineController],
  providers: [PipelineStore, PipelineService, ScheduleService],
  exports: [ScheduleService],
})
export class ScheduleModule {}
