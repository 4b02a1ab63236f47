import { Module } from '@nestjs/common';
import { FollowModule } from '../follow/follow.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ConsentStore } from './consent.store.js';
import { EpisodesFollower } from './episodes.follower.js';
import { EpisodesStore } from './episodes.store.js';

@Module({
  imports: [LedgerModule, FollowModule],
  providers: [EpisodesStore, ConsentStore, EpisodesFollower],
  exports: [ConsentStore],
})
export class EpisodesModule {}
