import { Module } from '@nestjs/common';
import { DetectorsModule } from '../detectors/detectors.module.js';
import { FollowModule } from '../follow/follow.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { ConnectionController } from './connection.controller.js';
import { ConnectionService } from './connection.service.js';
import { ConnectionStore } from './connection.store.js';
import { HealthService } from './health.service.js';
import { HookController } from './hook.controller.js';
import { HookService } from './hook.service.js';
import { HookStore } from './hook.store.js';
import { ReasonService } from './reason.service.js';
import { ReasonStore } from './reason.store.js';
import { RejectedService } from './rejected.service.js';
import { SourceController } from './source.controller.js';
import { SourceFactsStore } from './source-facts.store.js';
import { SourcesFollower } from './sources.follower.js';
import { TakeRecordsService } from './take-records.service.js';
import { TrialService } from './trial.service.js';

@Module({
  imports: [LedgerModule, IngestModule, FollowModule, MetricsModule, DetectorsModule],
  controllers: [ConnectionController, HookController, SourceController],
  providers: [
    ConnectionStore,
    ReasonStore,
    HookStore,
    ConnectionService,
    ReasonService,
    TakeRecordsService,
    HookService,
    SourceFactsStore,
    SourcesFollower,
    HealthService,
    RejectedService,
    TrialService,
  ],
  exports: [ConnectionService, ReasonService, ReasonStore, HealthService, HookService, RejectedService],
})
export class ConnectionsModule {}
