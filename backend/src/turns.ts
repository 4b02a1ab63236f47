/** Milliseconds for which one piece of work may keep the event loop. */
const turnMs = 10;

/** Works that have used up their turn, the one that waits longest first. */
const waiting: (() => void)[] = [];

/**
 * Resolves after whatever came meanwhile was looked at. Of all that wait one goes on per turn of the event loop: were
 * it all of them, whoever asks would wait for each.
 */
function nextTurn(): Promise<void> {
  return new Promise((goOn) => {
    waiting.push(goOn);
    if (waiting.length === 1) setImmediate(giveTurn);
  });
}

function giveTurn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(giveTurn);
}

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
    await nextTurn();
    begun = performance.now();
  }
  return results;
}

/** What `items` gives, but whoever waits has a turn in between. */
export async function* inTurns<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  let begun = performance.now();
  for (const item of items) {
    yield item;
    if (performance.now() - begun < turnMs) continue;
    await nextTurn();
    begun = performance.now();
  }
}

/** Steps between two looks at the clock. */
const stepsPerLook = 256;

/** Takes steps until there is none left; whoever waits has a turn in between. */
export async function runInTurns(step: () => boolean): Promise<void> {
  let begun = performance.now();
  for (let steps = 1; step(); steps += 1) {
    if (steps % stepsPerLook !== 0 || performance.now() - begun < turnMs) continue;
    await nextTurn();
    begun = performance.now();
  }
}
