import { Injectable } from '@nestjs/common';
import type { Dimension } from '../contract/dimensions.js';
import type { Transaction } from '../db/database.js';
import type { Pair } from './pair.store.js';
import { maturityOf, sumsFor } from './plan.js';
import type { Scope } from './scope.js';
import type { Reach } from './sum-request.js';
import { SumsStore } from './sums.store.js';
import type { Tally } from './tally.js';
import { TimesStore } from './times.store.js';

/** Groups of rows: by a dimension, by two of them, by time. */
export interface Grouping {
  by?: Dimension;
  pair?: Pair;
  starts?: readonly number[];
}

export interface Group {
  /** Of a pair: `pairKey`'s text. */
  key: string | null;
  slot: number;
  tally: Tally;
}

/** A metric's rows that can be judged, in groups. */
@Injectable()
export class TallyService {
  constructor(
    private readonly sums: SumsStore,
    private readonly times: TimesStore,
  ) {}

  async read(
    tx: Transaction,
    { metric, from, to, filters }: Scope,
    reach: Reach,
    grouping: Grouping = {},
  ): Promise<Group[]> {
    const { watermark, rates } = reach;
    if (!watermark) return [];
    const request = { filters, from, ...grouping };
    if (metric.unit === 'seconds') {
      const rows = await this.times.bins(tx, { ...request, metric, to }, reach);
      return rows.map(({ key, slot, bins }) => ({ key, slot, tally: { sums: [], bins } }));
    }
    const mature = maturityOf(metric, watermark)?.getTime() ?? to;
    const asked = { ...request, population: metric.population, parts: sumsFor(metric) };
    const rows = await this.sums.sum(tx, { ...asked, to: Math.min(to, mature) }, reach);
    return rows.map(({ key, slot, sums }) => ({ key, slot, tally: { sums, bins: [], rates } }));
  }
}
