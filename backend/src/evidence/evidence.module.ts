import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { EpisodesModule } from '../episodes/episodes.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { EntryListService } from './entry-list.service.js';
import { EvidenceController } from './evidence.controller.js';
import { EvidenceService } from './evidence.service.js';
import { HandoffPlaceStore } from './handoff-place.store.js';
import { ScopeService } from './scope.service.js';

@Module({
  imports: [AccessModule, LedgerModule, IngestModule, EpisodesModule],
  controllers: [EvidenceController],
  providers: [HandoffPlaceStore, ScopeService, EntryListService, EvidenceService],
})
export class EvidenceModule {}
