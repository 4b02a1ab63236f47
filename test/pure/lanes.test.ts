import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Follower } from '../../backend/src/follow/follower.js';
import { Lanes, mostAhead } from '../../backend/src/follow/lane.js';

const nothing = async () => undefined;
const follower = (name: string, after?: string): Follower => ({
  name,
  tables: [],
  ...(after === undefined ? {} : { after }),
  apply: nothing,
  derive: nothing,
  reset: nothing,
});
const followers = [
  follower('first'),
  follower('second'),
  follower('third', 'second'),
  follower('fourth', 'third'),
];
const names = followers.map(({ name }) => name);

interface Ledger {
  /** How many turns of the event loop each batch takes, by follower and batch. */
  pauses: number[][];
  /** Leaves per batch, by follower and batch. */
  sizes: number[][];
  starts: number[];
  leaves: number;
}

const ledgers: fc.Arbitrary<Ledger> = fc.record({
  pauses: fc.array(fc.array(fc.nat(4), { minLength: 1, maxLength: 7 }), { minLength: 4, maxLength: 4 }),
  sizes: fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 7 }), {
    minLength: 4,
    maxLength: 4,
  }),
  starts: fc.array(fc.nat(20), { minLength: 4, maxLength: 4 }),
  leaves: fc.nat(60),
});

/** Cursors that go through so many leaves, none beyond that of the follower which it builds on. */
class Run {
  readonly cursors: number[];
  readonly batches = [0, 0, 0, 0];
  /** Batches that no other lane had done yet when one began another. */
  ahead = 0;
  overtaken = false;

  constructor(private readonly ledger: Ledger) {
    const [first = 0, second = 0, third = 0, fourth = 0] = ledger.starts;
    this.cursors = [first, second, Math.min(second, third), Math.min(second, third, fourth)];
  }

  readonly advance = async (lane: readonly Follower[]): Promise<boolean> => {
    let moved = false;
    for (const { name, after } of lane) {
      const i = names.indexOf(name);
      const round = this.batches[i] as number;
      for (let pause = pick(this.ledger.pauses[i], round); pause >= 0; pause -= 1) await setImmediate();
      const limit = after === undefined ? this.ledger.leaves : (this.cursors[names.indexOf(after)] as number);
      const from = this.cursors[i] as number;
      const upTo = Math.max(from, Math.min(limit, from + pick(this.ledger.sizes[i], round)));
      this.cursors[i] = upTo;
      if (upTo === from) continue;
      this.batches[i] = round + 1;
      if (upTo > limit) this.overtaken = true;
      moved = true;
    }
    return moved;
  };
}
const pick = (list: readonly number[] | undefined, i: number): number => list?.[i % list.length] ?? 0;

test('every lane comes to its end, however long its batches take and however many there are', async () => {
  await fc.assert(
    fc.asyncProperty(ledgers, async (ledger) => {
      const run = new Run(ledger);
      const begun = [...run.cursors];
      await new Lanes(followers).run(run.advance);
      const [first = 0, second = 0, third = 0, fourth = 0] = run.cursors;
      expect(first).toBe(Math.max(ledger.leaves, begun[0] ?? 0));
      expect(second).toBe(Math.max(ledger.leaves, begun[1] ?? 0));
      expect([third, fourth]).toEqual([second, second]);
      expect(run.overtaken).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('no lane is further ahead of the slowest than what is held of the ledger', async () => {
  const done = new Map(names.map((name) => [name, 0]));
  let furthest = 0;
  const batches = 40;
  await new Lanes(followers).run(async (lane) => {
    const [{ name } = { name: '' }] = lane;
    for (let pause = name === 'third' ? 5 : 0; pause >= 0; pause -= 1) await setImmediate();
    const before = lane[0]?.after === undefined ? batches : (done.get(lane[0].after) ?? 0);
    const own = done.get(name) ?? 0;
    if (own >= before) return false;
    done.set(name, own + 1);
    furthest = Math.max(furthest, (done.get('first') ?? 0) - (done.get('third') ?? 0));
    if (name === 'first') done.set('second', own + 1);
    return true;
  });
  expect([...done.values()]).toEqual([batches, batches, batches, batches]);
  expect(furthest).toBeGreaterThan(1);
  expect(furthest).toBeLessThanOrEqual(mostAhead);
});

test('a lane that fails is told of when the others have come to their end', async () => {
  const run = new Run({ pauses: [], sizes: [[1], [1], [1], [1]], starts: [0, 0, 0, 0], leaves: 9 });
  const failing = new Lanes(followers).run(async (lane) => {
    if (lane[0]?.name === 'third' && run.batches[2] === 2) throw new Error('the third fails');
    return run.advance(lane);
  });
  await expect(failing).rejects.toThrow('the third fails');
  expect(run.cursors).toEqual([9, 9, 2, 2]);
});
