import { Module } from '@nestjs/common';
import { FollowModule } from '../follow/follow.module.js';
import { GapsModule } from '../gaps/gaps.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { CourseStore } from './course.store.js';
import { GuardsService } from './guards.service.js';
import { ImprovementController } from './improvement.controller.js';
import { ImprovementService } from './improvement.service.js';
import { ImprovementStore } from './improvement.store.js';
import { LoopService } from './loop.service.js';
import { LoopStore } from './loop.store.js';
import { MeasureService } from './measure.service.js';
import { ReleaseEffectService } from './release-effect.service.js';

@Module({
  imports: [IngestModule, FollowModule, GapsModule, MetricsModule],
  controllers: [ImprovementController],
  providers: [
    ImprovementStore,
    CourseStore,
    LoopStore,
    MeasureService,
    GuardsService,
    ImprovementService,
    LoopService,
    ReleaseEffectService,
  ],
  exports: [ImprovementStore, ImprovementService, MeasureService],
})
export class ImprovementsModule {}
