import { Module } from '@nestjs/common';
import { EpisodesModule } from '../episodes/episodes.module.js';
import { FollowModule } from '../follow/follow.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { AssignService } from './assign.service.js';
import { AssignStore } from './assign.store.js';
import { DecisionStore } from './decision.store.js';
import { DISCOVER, DiscoveryService } from './discovery.service.js';
import { EmbeddingService } from './embedding/embedding.service.js';
import { EmbeddingStore } from './embedding/embedding.store.js';
import { discoverInWorker } from './engine/run-worker.js';
import { EscalationStore } from './escalation.store.js';
import { EvidenceStore } from './evidence.store.js';
import { GapController } from './gap.controller.js';
import { GapService } from './gap.service.js';
import { GapStore } from './gap.store.js';
import { GapChangeService } from './gap-change.service.js';
import { GapDecisionService } from './gap-decision.service.js';
import { GapListStore } from './gap-list.store.js';
import { GapPageStore } from './gap-page.store.js';
import { GapsFollower } from './gaps.follower.js';
import { GuidanceStore } from './guidance.store.js';
import { IntentStore } from './intent.store.js';
import { LabelStore } from './label.store.js';
import { LineageStore } from './lineage/lineage.store.js';
import { MapService } from './map/map.service.js';
import { MapStore } from './map/map.store.js';
import { MembershipStore } from './membership.store.js';
import { PlacementService } from './placement.service.js';
import { PlacementStore } from './placement.store.js';
import { RecordDecisionService } from './record-decision.service.js';
import { RemadeStore } from './remade.store.js';
import { TitleService } from './titles/title.service.js';
import { TitleStore } from './titles/title.store.js';

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
    IntentStore,
    LabelStore,
    EvidenceStore,
    LineageStore,
    PlacementStore,
    GuidanceStore,
    RemadeStore,
    EmbeddingStore,
    EmbeddingService,
    MapStore,
    MapService,
    PlacementService,
    AssignStore,
    AssignService,
    GapsFollower,
    GapService,
    RecordDecisionService,
    GapDecisionService,
    GapChangeService,
    TitleStore,
    TitleService,
    DiscoveryService,
    { provide: DISCOVER, useValue: discoverInWorker },
  ],
  exports: [
    GapService,
    GapChangeService,
    GapPageStore,
    DiscoveryService,
    AssignService,
    AssignStore,
    EmbeddingService,
    IntentStore,
    MembershipStore,
    EscalationStore,
    GapStore,
    RecordDecisionService,
  ],
})
export class GapsModule {}
