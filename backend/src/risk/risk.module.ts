import { Module } from '@nestjs/common';
import { DetectorsModule } from '../detectors/detectors.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { EvidenceStore } from './evidence.store.js';
import { GuardService } from './guard.service.js';
import { PathStore } from './path.store.js';
import { ReadinessService } from './readiness.service.js';
import { RiskController } from './risk.controller.js';
import { RoutingService } from './routing.service.js';

@Module({
  imports: [DetectorsModule, MetricsModule],
  controllers: [RiskController],
  providers: [PathStore, EvidenceStore, RoutingService, ReadinessService, GuardService],
})
export class RiskModule {}
