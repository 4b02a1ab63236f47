import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, leastPerStratum, spreadOf } from '../../backend/src/adjudication/allocate.js';
import { digestOf, drawSample } from '../../backend/src/adjudication/draw.js';

const units = fc
  .array(fc.constantFrom('billing', 'claims', 'travel', '(none)'), { minLength: 1, maxLength: 120 })
  .map((strata) => strata.map((stratum, i) => ({ key: `action-${i}`, stratum })));
const layers = fc
  .uniqueArray(
    fc.record({
      name: fc.string({ minLength: 1, maxLength: 5 }),
      population: fc.nat(400),
      spread: fc.double({ min: 0, max: 0.5, noNaN: true }),
    }),
    { minLength: 1, maxLength: 12, selector: ({ name }) => name },
  )
  .filter((all) => all.some(({ population }) => population > 0));

function sizesFor(all: readonly { stratum: string }[], size: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { stratum } of all) counts.set(stratum, (counts.get(stratum) ?? 0) + 1);
  return allocate(
    [...counts].map(([name, population]) => ({ name, population, spread: 0.5 })),
    size,
    'proportional',
  );
}

describe('the draw', () => {
  it('is the same for every order of the rows', () => {
    fc.assert(
      fc.property(units, fc.nat(100), fc.string(), fc.infiniteStream(fc.nat()), (all, size, seed, keys) => {
        const sizes = sizesFor(all, size);
        const shuffled = all
          .map((unit) => ({ unit, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ unit }) => unit);
        expect(drawSample(shuffled, sizes, seed)).toEqual(drawSample(all, sizes, seed));
        expect(digestOf(shuffled)).toBe(digestOf(all));
      }),
    );
  });

  it('gives every unit a probability, and they add up to the size of the sample', () => {
    fc.assert(
      fc.property(units, fc.nat(100), fc.string(), (all, size, seed) => {
        const sizes = sizesFor(all, size);
        const drawn = drawSample(all, sizes, seed);
        const probabilities = new Map(drawn.map(({ unit, probability }) => [unit.stratum, probability]));
        const sum = all.reduce((total, { stratum }) => total + (probabilities.get(stratum) ?? 0), 0);
        expect(sum).toBeCloseTo(drawn.length, 9);
        expect(drawn.map(({ drawNo }) => drawNo)).toEqual(drawn.map((_, index) => index + 1));
        expect(new Set(drawn.map(({ unit }) => unit.key)).size).toBe(drawn.length);
      }),
    );
  });

  it('draws each unit as often as its probability says, over many seeds', () => {
    const all = Array.from({ length: 40 }, (_, i) => ({ key: `a${i}`, stratum: i < 10 ? 'small' : 'large' }));
    const sizes = new Map([
      ['small', 5],
      ['large', 6],
    ]);
    const times = new Map<string, number>();
    for (let seed = 0; seed < 2000; seed += 1) {
      for (const { unit } of drawSample(all, sizes, `seed ${seed}`)) {
        times.set(unit.key, (times.get(unit.key) ?? 0) + 1);
      }
    }
    // Four standard deviations of a binomial count, over 40 units.
    for (const { key, stratum } of all) {
      const p = stratum === 'small' ? 0.5 : 0.2;
      const off = Math.abs((times.get(key) ?? 0) - 2000 * p);
      expect(off, key).toBeLessThan(4 * Math.sqrt(2000 * p * (1 - p)));
    }
  });

  it('brings every stratum up early, in proportion', () => {
    const all = Array.from({ length: 300 }, (_, i) => ({ key: `a${i}`, stratum: `s${i % 3}` }));
    const drawn = drawSample(all, sizesFor(all, 30), 'seed');
    expect(new Set(drawn.slice(0, 3).map(({ unit }) => unit.stratum)).size).toBe(3);
  });
});

describe('the allocation', () => {
  it('adds up, and asks for no more than there is nor for fewer than two', () => {
    fc.assert(
      fc.property(layers, fc.nat(2000), fc.constantFrom('proportional', 'neyman'), (all, size, how) => {
        const sizes = allocate(all, size, how as 'neyman');
        const total = all.reduce((sum, { population }) => sum + population, 0);
        const least = all.reduce((sum, { population }) => sum + Math.min(leastPerStratum, population), 0);
        const sum = [...sizes.values()].reduce((all, one) => all + one, 0);
        expect(sum).toBe(Math.min(total, Math.max(least, size)));
        for (const { name, population } of all) {
          const given = sizes.get(name) ?? -1;
          expect(given).toBeLessThanOrEqual(population);
          expect(given).toBeGreaterThanOrEqual(Math.min(leastPerStratum, population));
        }
      }),
    );
  });

  it('follows size, or size times spread', () => {
    const two = [
      { name: 'a', population: 300, spread: 0.5 },
      { name: 'b', population: 100, spread: 0.3 },
    ];
    expect([...allocate(two, 40, 'proportional').values()]).toEqual([30, 10]);
    // 300 × 0.5 : 100 × 0.3 = 5 : 1
    expect([...allocate(two, 60, 'neyman').values()]).toEqual([50, 10]);
  });

  it('gives what a full stratum cannot take to the others', () => {
    const two = [
      { name: 'a', population: 10, spread: 0.5 },
      { name: 'b', population: 1000, spread: 0.01 },
    ];
    expect([...allocate(two, 100, 'neyman').values()]).toEqual([10, 90]);
  });

  it('takes no stratum for certain that few readings agree about', () => {
    expect(spreadOf({ judged: 0, correct: 0 })).toBe(0.5);
    expect(spreadOf({ judged: 3, correct: 3 })).toBeGreaterThan(0.3);
  });
});
