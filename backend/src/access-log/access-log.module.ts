import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { FollowModule } from '../follow/follow.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { AccessLogController } from './access-log.controller.js';
import { AccessLogFollower } from './access-log.follower.js';
import { AccessLogService } from './access-log.service.js';
import { AccessLogStore } from './access-log.store.js';
import { LooksInterceptor } from './looks.interceptor.js';
import { LooksService } from './looks.service.js';
import { RecordViewStore } from './record-view.store.js';

@Module({
  imports: [LedgerModule, IngestModule, FollowModule],
  controllers: [AccessLogController],
  providers: [
    RecordViewStore,
    AccessLogStore,
    AccessLogFollower,
    LooksService,
    AccessLogService,
    { provide: APP_INTERCEPTOR, useClass: LooksInterceptor },
  ],
  exports: [LooksService],
})
export class AccessLogModule {}
