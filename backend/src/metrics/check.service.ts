import { type Dimension, dimensionsOf, type Population, populations } from '../contract/dimensions.js';
import type { Database, Transaction } from '../db/database.js';
import { BucketStore } from './bucket.store.js';
import { grains } from './grains.js';
import type { HeldFacts } from './held-facts.store.js';
import { partsOf } from './plan.js';
import type { Reach, SumRequest, SumRow } from './sum-request.js';
import { SumsStore } from './sums.store.js';

export interface HeldCheck {
  population: Population;
  /** Days that memory answers. */
  days: number;
  /** Groups of rows that were compared: each bucket as a whole, each day by every dimension. */
  groups: number;
  /** How many have other sums than the facts give, are missing or should not be there. */
  wrong: number;
}

/** Days that one statement recomputes. */
const daysAtOnce = 31;

/** Compares what memory answers with a full recompute from the facts. Days that are known to be behind are left out. */
export async function checkHeld(database: Database, facts: HeldFacts): Promise<HeldCheck[]> {
  return database.transaction(
    async (tx) => {
      const reach = await new SumsStore(facts).reach(tx);
      const checks: HeldCheck[] = [];
      for (const population of populations) checks.push(await check(tx, facts, population, reach));
      return checks;
    },
    { snapshot: true },
  );
}

async function check(
  tx: Transaction,
  facts: HeldFacts,
  population: Population,
  reach: Reach,
): Promise<HeldCheck> {
  const { watermark } = reach;
  const found = { population, days: 0, groups: 0, wrong: 0 };
  if (!watermark) return found;
  const behind = await new BucketStore().dirtyDays(tx, population);
  const everything = { from: 0, to: Number.MAX_SAFE_INTEGER };
  const { days } = await facts.split(tx, population, everything, reach);
  const sound = days.filter(({ begin }) => !behind.has(begin));
  found.days = sound.length;
  const sums = new SumsStore(facts);
  for (let first = 0; first < sound.length; first += daysAtOnce) {
    const held = sound.slice(first, first + daysAtOnce);
    for (const request of requestsOf(
      population,
      held.map(({ begin }) => begin),
    )) {
      const inMemory = keyed(request, await sums.scan(request, held), held);
      const recomputed = keyed(request, await sums.query(tx, request, watermark), held);
      const names = new Set([...inMemory.keys(), ...recomputed.keys()]);
      found.groups += names.size;
      for (const name of names) if (inMemory.get(name) !== recomputed.get(name)) found.wrong += 1;
    }
  }
  return found;
}

function requestsOf(population: Population, begins: readonly number[]): SumRequest[] {
  const from = Math.min(...begins);
  const to = Math.max(...begins) + grains.day;
  const every = (length: number) =>
    Array.from({ length: (to - from) / length }, (_, place) => from + place * length);
  const request = { population, parts: partsOf(population), filters: {}, from, to };
  const slices: Dimension[] = dimensionsOf(population);
  return [
    { ...request, starts: every(grains.quarter) },
    ...slices.map((by) => ({ ...request, by, starts: every(grains.day) })),
  ];
}

/** Sums by what names their group, of the days alone. */
function keyed(
  { starts = [] }: SumRequest,
  rows: readonly SumRow[],
  days: readonly { begin: number }[],
): Map<string, string> {
  const begins = new Set(days.map(({ begin }) => begin));
  const own = rows.filter(({ slot }) =>
    begins.has(Math.floor((starts[slot] ?? 0) / grains.day) * grains.day),
  );
  return new Map(own.map(({ key, slot, sums }) => [`${slot} ${key}`, sums.join()]));
}
