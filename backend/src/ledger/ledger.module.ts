import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { DataKeys } from './data-keys.store.js';
import { Keyring, openKeyring } from './keyring.js';
import { LedgerStore } from './ledger.store.js';
import { SequencerService } from './sequencer.service.js';
import { TreeStore } from './tree.store.js';

@Module({
  providers: [
    {
      provide: Keyring,
      inject: [CONFIG],
      useFactory: (config: Config) => openKeyring(join(config.dataDir, 'keys.json')),
    },
    DataKeys,
    LedgerStore,
    TreeStore,
    SequencerService,
  ],
  exports: [Keyring, LedgerStore, SequencerService],
})
export class LedgerModule {}
