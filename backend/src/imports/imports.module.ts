import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { ConnectionsModule } from '../connections/connections.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { Keyring } from '../ledger/keyring.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { AppendService } from './append.service.js';
import { CheckService } from './check.service.js';
import { GivenService } from './given.service.js';
import { ImportController } from './import.controller.js';
import { ImportService } from './import.service.js';
import { ImportStore } from './import.store.js';
import { RunService } from './run.service.js';
import { SpoolFolder } from './spool.js';

@Module({
  imports: [LedgerModule, IngestModule, ConnectionsModule],
  controllers: [ImportController],
  providers: [
    {
      provide: SpoolFolder,
      inject: [CONFIG, Keyring],
      useFactory: ({ dataDir, importBytes }: Config, keyring: Keyring) =>
        new SpoolFolder(join(dataDir, 'imports'), importBytes, keyring),
    },
    ImportStore,
    GivenService,
    CheckService,
    AppendService,
    RunService,
    ImportService,
  ],
  exports: [RunService],
})
export class ImportsModule {}
