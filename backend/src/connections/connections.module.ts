import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ConnectionController } from './connection.controller.js';
import { ConnectionService } from './connection.service.js';
import { ConnectionStore } from './connection.store.js';
import { HookController } from './hook.controller.js';
import { HookService } from './hook.service.js';
import { HookStore } from './hook.store.js';
import { ReasonService } from './reason.service.js';
import { ReasonStore } from './reason.store.js';
import { TakeRecordsService } from './take-records.service.js';

@Module({
  imports: [LedgerModule, IngestModule],
  controllers: [ConnectionController, HookController],
  providers: [
    ConnectionStore,
    ReasonStore,
    HookStore,
    ConnectionService,
    ReasonService,
    TakeRecordsService,
    HookService,
  ],
  exports: [ConnectionService, ReasonService, ReasonStore, HookService],
})
export class ConnectionsModule {}
