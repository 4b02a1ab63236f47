import { setImmediate } from 'node:timers/promises';

/** Milliseconds for which one piece of work may keep the event loop. */
const turnMs = 20;

/** Like `map`, but whoever waits has a turn in between. Nobody may change `items` meanwhile. */
export async function mapInTurns<Item, Result>(
  items: Iterable<Item>,
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

/** Steps between two looks at the clock. */
const stepsPerLook = 256;

/** Takes steps until there is none left; whoever waits has a turn in between. */
export async function runInTurns(step: () => boolean): Promise<void> {
  let begun = performance.now();
  for (let steps = 1; step(); steps += 1) {
    if (steps % stepsPerLook !== 0 || performance.now() - begun < turnMs) continue;
    await setImmediate();
    begun = performance.now();
  }
}
