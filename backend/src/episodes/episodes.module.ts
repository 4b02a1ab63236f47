import { Module } from '@nestjs/common';
import { FollowModule } from '../follow/follow.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { EpisodesFollower } from './episodes.follower.js';
import { EpisodesStore } from './episodes.store.js';

@Module({
  imports: [LedgerModule, FollowModule],
  providers: [EpisodesStore, EpisodesFollower],
})
export class EpisodesModule {}
