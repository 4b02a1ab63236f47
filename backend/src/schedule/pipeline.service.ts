import { Injectable } from '@nestjs/common';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { CursorStore } from '../follow/cursor.store.js';
import { FollowService } from '../follow/follow.service.js';
import { EntriesStore } from '../ledger/entries.store.js';
import { PipelineStore } from './pipeline.store.js';

type Pipeline = AnswerOf<typeof routes.pipeline>;

/** The follower whose facts are counted. */
const counted = 'episodes';

/** How far everything derived is behind the ledger. */
@Injectable()
export class PipelineService {
  /** Counting conversations looks at all of them, so it is done once per state of the facts. */
  private known: { cursor: number; sources: Promise<Pipeline['sources']> } | undefined;

  constructor(
    private readonly entries: EntriesStore,
    private readonly follow: FollowService,
    private readonly cursors: CursorStore,
    private readonly store: PipelineStore,
  ) {}

  async read(): Promise<Pipeline> {
    const [{ entries, pending }, followers, dirtyBuckets, watermark] = await Promise.all([
      this.entries.counts(),
      this.follow.lags(),
      this.store.dirtyBuckets(),
      this.cursors.watermark(counted),
    ]);
    const behind = followers.some(({ lag }) => lag > 0);
    return {
      entries,
      pending,
      followers,
      dirtyBuckets,
      watermark: watermark?.toISOString() ?? null,
      caughtUp: pending === 0 && dirtyBuckets === 0 && !behind,
      sources: await this.sources(followers.find(({ name }) => name === counted)?.cursor ?? 0),
    };
  }

  private sources(cursor: number): Promise<Pipeline['sources']> {
    if (this.known?.cursor === cursor) return this.known.sources;
    const sources = this.store.sources();
    this.known = { cursor, sources };
    sources.catch(() => {
      this.known = undefined;
    });
    return sources;
  }
}
