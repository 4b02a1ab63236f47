import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { SampleStore } from './sample.store.js';
import { SampleLoaderService } from './sample-loader.service.js';

@Module({
  imports: [AccessModule, LedgerModule, IngestModule, MetricsModule],
  providers: [SampleStore, SampleLoaderService],
  exports: [SampleLoaderService],
})
export class SampleModule {}
