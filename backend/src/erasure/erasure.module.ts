import { Module } from '@nestjs/common';
import { AccessLogModule } from '../access-log/access-log.module.js';
import { DatasetsModule } from '../datasets/datasets.module.js';
import { DetectorsModule } from '../detectors/detectors.module.js';
import { FollowModule } from '../follow/follow.module.js';
import { GapsModule } from '../gaps/gaps.module.js';
import { ImprovementsModule } from '../improvements/improvements.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { DueService } from './due.service.js';
import { EraserService } from './eraser.service.js';
import { ErasureController } from './erasure.controller.js';
import { ErasureService } from './erasure.service.js';
import { ExportsService } from './exports.service.js';
import { HoldService } from './hold.service.js';
import { HoldStore } from './hold.store.js';
import { ListService } from './list.service.js';
import { RecordService } from './record.service.js';
import { RecordStore } from './record.store.js';
import { ReplayService } from './replay.service.js';
import { RetentionService } from './retention.service.js';
import { RetentionStore } from './retention.store.js';
import { ShowService } from './show.service.js';
import { SubjectService } from './subject.service.js';

@Module({
  // What follows the ledger is registered before erasures are done again at the start.
  imports: [
    AccessLogModule,
    LedgerModule,
    IngestModule,
    FollowModule,
    GapsModule,
    DatasetsModule,
    ImprovementsModule,
    DetectorsModule,
  ],
  controllers: [ErasureController],
  providers: [
    SubjectService,
    EraserService,
    ErasureService,
    ExportsService,
    HoldStore,
    HoldService,
    ListService,
    RecordStore,
    RecordService,
    ReplayService,
    RetentionStore,
    DueService,
    RetentionService,
    ShowService,
  ],
  exports: [RetentionService],
})
export class ErasureModule {}
