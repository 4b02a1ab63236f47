import { Injectable } from '@nestjs/common';
import { metricOf } from '../contract/metrics.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import type { Actor } from '../ingest/actor.js';
import { IngestService } from '../ingest/ingest.service.js';
import { TargetStore } from './target.store.js';

type Targets = AnswerOf<typeof routes.targetList>;

/** Targets are decisions: each change is in the ledger with who made it. */
@Injectable()
export class TargetService {
  constructor(
    private readonly store: TargetStore,
    private readonly ingest: IngestService,
  ) {}

  async list(): Promise<Targets> {
    const byMetric = new Map<Targets[number]['metric'], Targets[number]['steps']>();
    for (const { metric, from, value } of await this.store.list()) {
      byMetric.set(metric, [...(byMetric.get(metric) ?? []), { from, value }]);
    }
    return [...byMetric].map(([metric, steps]) => ({ metric, steps }));
  }

  async set({ metric, steps }: BodyOf<typeof routes.targetSet>, { id, name }: Actor): Promise<Targets> {
    if (new Set(steps.map(({ from }) => from)).size < steps.length) {
      throw new Problem('invalid_input', { detail: 'Two steps begin on the same day.' });
    }
    const { unit } = metricOf(metric);
    if (unit === 'count' && steps.length > 0) {
      throw new Problem('invalid_input', {
        detail: 'A count depends on the length of its buckets: it has no target.',
      });
    }
    if (unit === 'ratio' && steps.some(({ value }) => value > 1)) {
      throw new Problem('invalid_input', { detail: 'A share is at most 1.' });
    }
    const sorted = [...steps].sort((a, b) => (a.from < b.from ? -1 : 1));
    const targets = sorted.map(({ from, value }) => [Date.parse(from), Math.round(value * 1e6)]);
    await this.ingest.record({ type: 'target.changed', data: { metric, targets } }, { id, name }, (tx) =>
      this.store.replace(tx, metric, sorted),
    );
    return this.list();
  }
}
