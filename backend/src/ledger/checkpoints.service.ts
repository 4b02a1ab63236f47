import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { ownSource } from '../contract/events.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { CheckpointStore } from './checkpoint.store.js';
import { announcementId } from './opening.service.js';
import { SequencerService } from './sequencer.service.js';
import { signsAt } from './signing-keys.js';

/** Every checkpoint that was signed, and the keys that signed them. */
@Injectable()
export class CheckpointsService {
  constructor(
    private readonly store: CheckpointStore,
    private readonly sequencer: SequencerService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list({
    before,
    limit,
  }: QueryOf<typeof routes.ledgerCheckpoints>): Promise<AnswerOf<typeof routes.ledgerCheckpoints>> {
    const rows = await this.store.list(before, limit + 1);
    const items = rows.slice(0, limit).map(({ size, root, note, signed_at }) => ({
      size,
      root: root.toString('base64'),
      note,
      signedAt: signed_at.toISOString(),
    }));
    return { items, next: rows.length > limit ? (items.at(-1)?.size ?? null) : null };
  }

  /** The key in use first. */
  async keys(): Promise<AnswerOf<typeof routes.ledgerKeys>> {
    const log = await this.sequencer.open();
    const keys = log.keys.slice(log.first);
    const ids = keys.map(({ verifier }) => announcementId(verifier.vkey));
    const rows = await this.store.announced(ownSource, ids);
    const now = this.clock();
    const list = keys.map((key, i) => {
      const row = rows.find(({ event_id }) => event_id === ids[i]);
      const since = i === 0 ? log.begunAt : row?.occurred_at;
      return {
        vkey: key.verifier.vkey,
        since: since?.toISOString() ?? null,
        entry: row?.leaf_index ?? null,
        signs: signsAt(key, now),
      };
    });
    return list.reverse();
  }
}
