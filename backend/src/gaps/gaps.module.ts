import { Module } from '@nestjs/common';
import { EpisodesModule } from '../episodes/episodes.module.js';
import { FollowModule } from '../follow/follow.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { DecisionStore } from './decision.store.js';
import { DISCOVER, DiscoveryService } from './discovery.service.js';
import { EscalationStore } from './escalation.store.js';
import { GapController } from './gap.controller.js';
import { GapService } from './gap.service.js';
import { GapStore } from './gap.store.js';
import { GapDecisionService } from './gap-decision.service.js';
import { GapListStore } from './gap-list.store.js';
import { GapPageStore } from './gap-page.store.js';
import { GapsFollower } from './gaps.follower.js';
import { MembershipStore } from './membership.store.js';
import { discoverInWorker } from './run-worker.js';

@Module({
  imports: [LedgerModule, IngestModule, FollowModule, EpisodesModule],
  controllers: [GapController],
  providers: [
    EscalationStore,
    DecisionStore,
    GapStore,
    GapListStore,
    GapPageStore,
    MembershipStore,
    GapsFollower,
    GapService,
    GapDecisionService,
    DiscoveryService,
    { provide: DISCOVER, useValue: discoverInWorker },
  ],
  exports: [DiscoveryService, MembershipStore, EscalationStore, GapStore],
})
export class GapsModule {}
