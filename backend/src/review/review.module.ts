import { Module } from '@nestjs/common';
import { GapsModule } from '../gaps/gaps.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ClaimService } from './claim.service.js';
import { DecideService } from './decide.service.js';
import { DecisionStore } from './decision.store.js';
import { ItemStore } from './item.store.js';
import { OrderService } from './order.service.js';
import { OrderStore } from './order.store.js';
import { ProgressService } from './progress.service.js';
import { QueueStore } from './queue.store.js';
import { ReviewController } from './review.controller.js';
import { SecondService } from './second.service.js';
import { SecondStore } from './second.store.js';

@Module({
  imports: [LedgerModule, IngestModule, GapsModule],
  controllers: [ReviewController],
  providers: [
    QueueStore,
    OrderStore,
    ItemStore,
    DecisionStore,
    SecondStore,
    OrderService,
    ClaimService,
    SecondService,
    DecideService,
    ProgressService,
  ],
  exports: [OrderService],
})
export class ReviewModule {}
