import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { CursorStore } from './cursor.store.js';
import { FollowService } from './follow.service.js';

@Module({
  imports: [LedgerModule],
  providers: [CursorStore, FollowService],
  exports: [CursorStore, FollowService],
})
export class FollowModule {}
