import { type Population, populations } from '../contract/dimensions.js';
import type { Database } from '../db/database.js';
import { type Grain, grainNames } from './range.js';
import { RollupStore } from './rollup.store.js';

export interface RollupCheck {
  population: Population;
  grain: Grain;
  /** How many sums there should be. */
  sums: number;
  /** How many differ, are missing or should not be there. */
  wrong: number;
}

/** Compares every sum with a full recompute from the facts. Empty before the first event. */
export async function checkRollups(database: Database): Promise<RollupCheck[]> {
  const store = new RollupStore();
  return database.transaction(
    async (tx) => {
      const { watermark_at: watermark } = await store.state(tx);
      const checks: RollupCheck[] = [];
      if (!watermark) return checks;
      for (const population of populations) {
        for (const grain of grainNames) {
          checks.push({ population, grain, ...(await store.compare(tx, population, grain, watermark)) });
        }
      }
      return checks;
    },
    { snapshot: true },
  );
}
