import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { FollowModule } from '../follow/follow.module.js';
import { GapsModule } from '../gaps/gaps.module.js';
import { ImprovementsModule } from '../improvements/improvements.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { SampleStore } from './sample.store.js';
import { SampleImprovementsService } from './sample-improvements.service.js';
import { SampleLoaderService } from './sample-loader.service.js';

@Module({
  imports: [
    AccessModule,
    FollowModule,
    LedgerModule,
    IngestModule,
    MetricsModule,
    GapsModule,
    ImprovementsModule,
  ],
  providers: [SampleStore, SampleImprovementsService, SampleLoaderService],
  exports: [SampleLoaderService],
})
export class SampleModule {}
