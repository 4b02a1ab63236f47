import { setImmediate } from 'node:timers/promises';

/** Milliseconds for which one piece of work may keep the event loop. */
const turnMs = 20;

/** Like `map`, but whoever waits has a turn in between. Nobody may change `items` meanwhile. */
export async function mapInTurns<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  let begun = performance.now();
  for (const item of items) {
    results.push(map(item));
    if (performance.now() - begun < turnMs) continue;
    await setImmediate();
    begun = performance.now();
  }
  return results;
}
