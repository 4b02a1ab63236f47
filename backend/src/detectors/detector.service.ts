import { Injectable } from '@nestjs/common';
import { thresholds } from '../contract/detectors.js';
import { filtersOf } from '../contract/dimensions.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import { SumsStore } from '../metrics/sums.store.js';
import { DetectorStore } from './detector.store.js';
import { findDrift } from './drift.js';
import { shareOf } from './share.js';
import { type SourceAbilities, SourceAbilityStore } from './source-ability.store.js';
import { type Days, SourceFieldStore } from './source-field.store.js';
import { lacksOf } from './unmeasured.js';

type Answer = AnswerOf<typeof routes.detectorList>;
type SourceAnswer = AnswerOf<typeof routes.sourceFaults>;

const day = 86_400_000;

/** What goes wrong: how often, and where. */
@Injectable()
export class DetectorService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly detectors: DetectorStore,
    private readonly abilities: SourceAbilityStore,
    private readonly fields: SourceFieldStore,
  ) {}

  async list(query: QueryOf<typeof routes.detectorList>): Promise<Answer> {
    return this.database.transaction(
      async (tx) => {
        const { watermark } = await this.sums.reach(tx);
        const scope = { ...filtersOf(query), from: query.from, to: query.to };
        const found = await this.detectors.count(scope, watermark ?? new Date(0), tx);
        return {
          watermark: watermark?.toISOString() ?? null,
          detectors: found.map(({ detector, found, over, all, unmeasured }) => ({
            detector,
            ...shareOf(found, over),
            all,
            unmeasured,
          })),
        };
      },
      { snapshot: true },
    );
  }

  async sources(query: QueryOf<typeof routes.sourceFaults>): Promise<SourceAnswer> {
    const now = wholeDays(query.from, query.to);
    const past = pastOf(now);
    const drift = findDrift(await this.fields.read(now, past, query.source));
    return this.database.transaction(
      async (tx) => {
        const { watermark } = await this.sums.reach(tx);
        const sources = await this.abilities.read(query, tx);
        return {
          watermark: watermark?.toISOString() ?? null,
          past: { from: past.from.toISOString(), to: past.to.toISOString() },
          sources: sources.map((source) => ({
            ...facts(source),
            unmeasured: lacksOf(source),
            ...(drift.get(source.source) ?? { fields: 0, drift: [] }),
          })),
        };
      },
      { snapshot: true },
    );
  }
}

const facts = ({ source, conversations, handoffs }: SourceAbilities) => ({ source, conversations, handoffs });

/** The days that a range touches. */
function wholeDays(from: string, to: string): Days {
  const [begin, end] = [Math.floor(Date.parse(from) / day), Math.ceil(Date.parse(to) / day)];
  return { from: new Date(begin * day), to: new Date(Math.max(end, begin + 1) * day) };
}

/** As many days before it, and enough of them. */
function pastOf({ from, to }: Days): Days {
  const length = Math.max(to.getTime() - from.getTime(), thresholds.drift_days.value * day);
  return { from: new Date(from.getTime() - length), to: from };
}
