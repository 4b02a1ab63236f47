import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { AlertsModule } from '../alerts/alerts.module.js';
import { FollowModule } from '../follow/follow.module.js';
import { GapsModule } from '../gaps/gaps.module.js';
import { ImprovementsModule } from '../improvements/improvements.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { SampleStore } from './sample.store.js';
import { SampleAlertsService } from './sample-alerts.service.js';
import { SampleImprovementsService } from './sample-improvements.service.js';
import { SampleLoaderService } from './sample-loader.service.js';
import { SamplePeopleService } from './sample-people.service.js';

@Module({
  imports: [
    AccessModule,
    FollowModule,
    LedgerModule,
    IngestModule,
    MetricsModule,
    GapsModule,
    ImprovementsModule,
    AlertsModule,
  ],
  providers: [
    SampleStore,
    SamplePeopleService,
    SampleImprovementsService,
    SampleAlertsService,
    SampleLoaderService,
  ],
  exports: [SampleLoaderService],
})
export class SampleModule {}
