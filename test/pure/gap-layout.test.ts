import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bubble, layOutGaps } from '../../backend/src/gaps/map/map-layout.js';
import type { Unplaced } from '../../backend/src/gaps/map/map-spread.js';
import { shuffled } from '../support/sample-escalations.js';

/** Gaps that are alike the more, the nearer their numbers are; none has a place. */
function gapsOf(sizes: readonly number[]): Unplaced[] {
  return sizes.map((size, i) => ({
    id: `g${String(i).padStart(6, '0')}`,
    size,
    near: [i - 2, i - 1, i + 1, i + 2]
      .filter((j) => j >= 0 && j < sizes.length)
      .map((j) => ({ id: `g${String(j).padStart(6, '0')}`, similarity: 1 / (1 + Math.abs(i - j)) })),
    at: null,
  }));
}
const laid = (gaps: readonly Unplaced[], bubbles: readonly Bubble[]): Unplaced[] =>
  gaps.map((gap) => ({ ...gap, at: bubbles.find(({ id }) => id === gap.id) ?? null }));
const sizes = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 30 });
const apart = (a: Bubble, b: Bubble) => Math.hypot(a.x - b.x, a.y - b.y);

describe('the layout of the map', () => {
  it('is the same in any order, and nothing moves when it is laid out again', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer(), async (given, seed) => {
        const gaps = gapsOf(given);
        const first = await layOutGaps(gaps);
        expect(await layOutGaps(shuffled(gaps, seed))).toEqual(first);
        expect(await layOutGaps(laid(gaps, first))).toEqual(first);
      }),
      { numRuns: 30 },
    );
  });

  it('lays no gap on another, and areas are shares of the escalations', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async (given) => {
        const bubbles = await layOutGaps(gapsOf(given));
        const total = given.reduce((sum, size) => sum + size, 0);
        bubbles.forEach((bubble, i) => {
          expect(Number.isFinite(bubble.x) && Number.isFinite(bubble.y)).toBe(true);
          const share = Math.sqrt((given[i] as number) / total);
          expect(bubble.radius).toBeCloseTo(Math.max(0.02, share), 3);
          for (const other of bubbles.slice(i + 1))
            expect(apart(bubble, other)).toBeGreaterThan(bubble.radius + other.radius - 0.001);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('keeps gaps where they lay when others come and go, and puts new ones to what they are like', async () => {
    const before = await layOutGaps(gapsOf(Array.from({ length: 40 }, () => 100)));
    const gaps = laid(gapsOf(Array.from({ length: 50 }, () => 100)), before);
    // The new ones are like the first ones.
    for (const gap of gaps.slice(40)) gap.near = [{ id: 'g000003', similarity: 0.9 }];
    const left = gaps.filter(({ id }) => id !== 'g000017');
    const after = new Map((await layOutGaps(left)).map((bubble) => [bubble.id, bubble]));
    for (const { id, x, y } of before) {
      if (id !== 'g000017') expect(after.get(id)).toMatchObject({ x, y });
    }
    const [target, far] = [after.get('g000003') as Bubble, after.get('g000035') as Bubble];
    for (const { id } of gaps.slice(40)) {
      const bubble = after.get(id) as Bubble;
      expect(apart(bubble, target)).toBeLessThan(apart(bubble, far));
    }
  });

  it('lays what is alike near, in whatever way all hang together', async () => {
    const bubbles = await layOutGaps(gapsOf(Array.from({ length: 30 }, () => 100)));
    const far = bubbles.flatMap((a, i) => bubbles.slice(i + 8).map((b) => apart(a, b)));
    const near = bubbles.slice(1).map((b, i) => apart(bubbles[i] as Bubble, b));
    const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
    expect(mean(near) * 2).toBeLessThan(mean(far));
  });
});
