import { Module } from '@nestjs/common';
import { HandoffsModule } from '../handoffs/handoffs.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { AdjudicationController } from './adjudication.controller.js';
import { CallbackService } from './callback.service.js';
import { CallbackStore } from './callback.store.js';
import { FidelityService } from './fidelity.service.js';
import { FidelityStore } from './fidelity.store.js';
import { FrameStore } from './frame.store.js';
import { PlanService } from './plan.service.js';
import { PlanStore } from './plan.store.js';
import { ReadingService } from './reading.service.js';
import { ReadingStore } from './reading.store.js';
import { ResultService } from './result.service.js';

@Module({
  imports: [LedgerModule, IngestModule, HandoffsModule, MetricsModule],
  controllers: [AdjudicationController],
  providers: [
    FrameStore,
    PlanStore,
    ReadingStore,
    FidelityStore,
    CallbackStore,
    PlanService,
    ResultService,
    ReadingService,
    FidelityService,
    CallbackService,
  ],
})
export class AdjudicationModule {}
