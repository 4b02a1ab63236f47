import { Injectable } from '@nestjs/common';
import { filtersOf } from '../contract/dimensions.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import { SumsStore } from '../metrics/sums.store.js';
import { meanOfShares } from './estimate.js';
import { type FidelityRow, FidelityStore } from './fidelity.store.js';
import { countedOf } from './measured.js';

type Answer = AnswerOf<typeof routes.fidelityGet>;

/** What was done right of what had to be done. */
@Injectable()
export class FidelityService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly store: FidelityStore,
  ) {}

  async get(query: QueryOf<typeof routes.fidelityGet>): Promise<Answer> {
    const asked = { filters: filtersOf(query), ...rangeOf(query) };
    return this.database.transaction(
      async (tx) => {
        const { watermark } = await this.sums.reach(tx);
        if (!watermark) return nothing;
        const [total] = await this.store.rows(tx, asked, watermark);
        const rows = await this.store.rows(tx, asked, watermark, query.by);
        const causes = await this.store.causes(tx, asked, watermark);
        const evidence = await this.store.evidence(tx, asked, watermark);
        return {
          watermark: watermark.toISOString(),
          notDue: await this.store.notDue(tx, asked, watermark),
          total: measuredOf(total ?? noRow),
          rows: rows.map((row) => ({ key: row.key, ...measuredOf(row) })),
          causes,
          evidence: evidence.map(({ key, judged, correct }) => ({
            key,
            ...countedOf(correct, judged),
            share: judged / (total?.judged || 1),
          })),
        };
      },
      { snapshot: true },
    );
  }
}

export function rangeOf({ from, to }: { from: string; to: string }): { from: Date; to: Date } {
  const range = { from: new Date(from), to: new Date(to) };
  if (range.from > range.to)
    throw new Problem('invalid_input', { detail: 'The range ends before it begins.' });
  return range;
}

const noRow: FidelityRow = {
  key: '',
  due: 0,
  judged: 0,
  correct: 0,
  handoffs: 0,
  mean: null,
  variance: null,
};

function measuredOf({ due, judged, correct, handoffs, mean, variance }: FidelityRow): Answer['total'] {
  const macro = meanOfShares(mean, variance, handoffs);
  return {
    due,
    micro: countedOf(correct, judged),
    macro: {
      value: macro?.value ?? null,
      interval: macro && { low: macro.low, high: macro.high },
      handoffs,
    },
  };
}

const nothing: Answer = {
  watermark: null,
  notDue: 0,
  total: measuredOf(noRow),
  rows: [],
  causes: [],
  evidence: [],
};
