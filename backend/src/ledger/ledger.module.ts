import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { DataKeys } from './data-keys.store.js';
import { EntriesService } from './entries.service.js';
import { EntriesStore } from './entries.store.js';
import { Keyring, openKeyring } from './keyring.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerStore } from './ledger.store.js';
import { LedgerStatusService } from './ledger-status.service.js';
import { LogService } from './log.service.js';
import { LogStore } from './log.store.js';
import { SequencerService } from './sequencer.service.js';
import { TreeStore } from './tree.store.js';
import { VerifyService } from './verify.service.js';
import { VerifyStore } from './verify.store.js';

@Module({
  controllers: [LedgerController],
  providers: [
    {
      provide: Keyring,
      inject: [CONFIG],
      useFactory: ({ keys, dataDir }: Config) =>
        openKeyring(keys ?? join(dataDir, 'keys.json'), keys === undefined),
    },
    DataKeys,
    LogStore,
    LedgerStore,
    TreeStore,
    EntriesStore,
    EntriesService,
    LogService,
    LedgerStatusService,
    SequencerService,
    VerifyStore,
    VerifyService,
  ],
  exports: [EntriesStore, Keyring, LedgerStore, SequencerService, TreeStore, VerifyService],
})
export class LedgerModule {}
