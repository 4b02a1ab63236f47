import { Module } from '@nestjs/common';
import { FollowModule } from '../follow/follow.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { DetectorController } from './detector.controller.js';
import { DetectorService } from './detector.service.js';
import { DetectorStore } from './detector.store.js';
import { DetectorsFollower } from './detectors.follower.js';
import { SignStore } from './sign.store.js';
import { SourceAbilityStore } from './source-ability.store.js';
import { SourceFieldStore } from './source-field.store.js';

@Module({
  imports: [LedgerModule, FollowModule, MetricsModule],
  controllers: [DetectorController],
  providers: [
    SignStore,
    SourceFieldStore,
    SourceAbilityStore,
    DetectorStore,
    DetectorsFollower,
    DetectorService,
  ],
  exports: [DetectorStore, SourceFieldStore, SourceAbilityStore],
})
export class DetectorsModule {}
