import { Module } from '@nestjs/common';
import { CONFIG } from '../config.js';
import { CheckpointStore } from './checkpoint.store.js';
import { CheckpointsService } from './checkpoints.service.js';
import { CopiesService } from './copies.service.js';
import { DataKeys } from './data-keys.store.js';
import { DecisionsStore } from './decisions.store.js';
import { EntriesService } from './entries.service.js';
import { EntriesStore } from './entries.store.js';
import { Keyring, keyringOf } from './keyring.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerStore } from './ledger.store.js';
import { LedgerStatusService } from './ledger-status.service.js';
import { LogService } from './log.service.js';
import { LogStore } from './log.store.js';
import { OpeningService } from './opening.service.js';
import { RollbackService } from './rollback.service.js';
import { SearchService } from './search.service.js';
import { SearchStore } from './search.store.js';
import { SequencerService } from './sequencer.service.js';
import { Standing } from './standing.js';
import { SubjectStore } from './subject.store.js';
import { TreeStore } from './tree.store.js';
import { VerifyService } from './verify.service.js';
import { VerifyStore } from './verify.store.js';

@Module({
  controllers: [LedgerController],
  providers: [
    {
      provide: Keyring,
      inject: [CONFIG],
      useFactory: keyringOf,
    },
    DataKeys,
    LogStore,
    LedgerStore,
    TreeStore,
    EntriesStore,
    EntriesService,
    SearchStore,
    SearchService,
    LogService,
    LedgerStatusService,
    SequencerService,
    VerifyStore,
    VerifyService,
    { provide: Standing, useFactory: () => new Standing() },
    CheckpointStore,
    CheckpointsService,
    RollbackService,
    CopiesService,
    OpeningService,
    DecisionsStore,
    SubjectStore,
  ],
  exports: [
    CopiesService,
    DataKeys,
    DecisionsStore,
    EntriesService,
    EntriesStore,
    Keyring,
    LedgerStore,
    LogService,
    SearchService,
    SearchStore,
    SequencerService,
    Standing,
    SubjectStore,
    TreeStore,
    VerifyService,
  ],
})
export class LedgerModule {}
