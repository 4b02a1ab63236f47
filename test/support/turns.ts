/** Longer than a piece of work may keep the event loop. */
const longMs = 15;

export function work(): void {
  const begun = performance.now();
  while (performance.now() - begun < longMs);
}

/** Counts the turns of the event loop until it is stopped. */
export function countTurns() {
  const counter = { turn: 0, stop: () => clearImmediate(next) };
  let next = setImmediate(function count() {
    counter.turn += 1;
    next = setImmediate(count);
  });
  return counter;
}
