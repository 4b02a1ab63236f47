import { Module } from '@nestjs/common';
import { EpisodesModule } from '../episodes/episodes.module.js';
import { FollowModule } from '../follow/follow.module.js';
import { MembershipStore } from '../gaps/membership.store.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { ConversationService } from './conversation.service.js';
import { ConversationStore } from './conversation.store.js';
import { EpisodeListStore } from './episode-list.store.js';
import { HandoffController } from './handoff.controller.js';
import { HandoffService } from './handoff.service.js';
import { HandoffListStore } from './handoff-list.store.js';
import { ReachService } from './reach.service.js';
import { ReceiptService } from './receipt.service.js';
import { VconService } from './vcon.service.js';

@Module({
  imports: [LedgerModule, FollowModule, EpisodesModule, MetricsModule],
  controllers: [HandoffController],
  providers: [
    HandoffListStore,
    EpisodeListStore,
    MembershipStore,
    ConversationStore,
    ReachService,
    ReceiptService,
    HandoffService,
    ConversationService,
    VconService,
  ],
  exports: [HandoffService],
})
export class HandoffsModule {}
