import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { AmendmentService } from './amendment.service.js';
import { AmendmentStore } from './amendment.store.js';
import { BuildService } from './build.service.js';
import { DatasetController } from './dataset.controller.js';
import { DatasetService } from './dataset.service.js';
import { DatasetStore } from './dataset.store.js';
import { DiffStore } from './diff.store.js';
import { DownloadService } from './download.service.js';
import { ExampleStore } from './example.store.js';
import { MetricDigest } from './metric-digest.service.js';
import { TurnService } from './turn.service.js';
import { TurnStore } from './turn.store.js';
import { WithdrawalService } from './withdrawal.service.js';
import { WithdrawnService } from './withdrawn.service.js';

@Module({
  imports: [LedgerModule, IngestModule, MetricsModule],
  controllers: [DatasetController],
  providers: [
    DatasetStore,
    ExampleStore,
    DiffStore,
    AmendmentStore,
    AmendmentService,
    WithdrawnService,
    WithdrawalService,
    BuildService,
    DatasetService,
    DownloadService,
    MetricDigest,
    TurnStore,
    TurnService,
  ],
  exports: [AmendmentService],
})
export class DatasetsModule {}
