import { Module } from '@nestjs/common';
import { FollowModule } from '../follow/follow.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ConsentStore } from './consent.store.js';
import { DisclosureController } from './disclosure.controller.js';
import { DisclosureService } from './disclosure.service.js';
import { EpisodesFollower } from './episodes.follower.js';
import { EpisodesStore } from './episodes.store.js';
import { IssueStore } from './issue.store.js';

@Module({
  imports: [LedgerModule, FollowModule],
  controllers: [DisclosureController],
  providers: [EpisodesStore, IssueStore, ConsentStore, EpisodesFollower, DisclosureService],
  exports: [ConsentStore],
})
export class EpisodesModule {}
