import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type { CostRates } from '../contract/rates.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import type { Actor } from '../ingest/actor.js';
import { IngestService } from '../ingest/ingest.service.js';
import { milli, RateStore } from './rate.store.js';

type Answer = AnswerOf<typeof routes.costRatesGet>;

/** What the operator pays; a change is an entry of the ledger, which says who made it. */
@Injectable()
export class RateService {
  private readonly store = new RateStore();

  constructor(
    private readonly database: Database,
    private readonly ingest: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async get(): Promise<Answer> {
    const found = await this.store.read(this.database);
    return { rates: found?.rates ?? null, changedAt: found?.changedAt.toISOString() ?? null };
  }

  async set(rates: CostRates, { id, name }: Actor): Promise<Answer> {
    const data = {
      currency: rates.currency,
      bot_episode_milli: milli(rates.bot_episode),
      human_contact_milli: milli(rates.human_contact),
      human_hour_milli: milli(rates.human_hour),
    };
    await this.ingest.record({ type: 'rates.changed', data }, { id, name }, (tx) =>
      this.store.write(rates, new Date(this.clock()), tx),
    );
    return this.get();
  }
}
