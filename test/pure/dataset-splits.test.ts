import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NearDuplicates, nearEnough, trigrams } from '../../backend/src/datasets/near-duplicates.js';
import { assignSplits, nearKey } from '../../backend/src/datasets/split.js';

describe('splitting', () => {
  const words = fc.array(fc.constantFrom('card', 'lost', 'my', 'new', 'pin', 'why', 'fee'), {
    minLength: 1,
    maxLength: 5,
  });
  const example = fc.record({
    conversation: fc.integer({ min: 0, max: 40 }).map(String),
    text: words.map((list) => list.join(' ')),
    label: fc.constantFrom('a', 'b', 'c'),
  });
  const shares = { train: 70, validation: 15, test: 15 };

  it('never has a conversation or a near-duplicate on two sides', () => {
    fc.assert(
      fc.property(fc.array(example, { maxLength: 60 }), (examples) => {
        const sides = assignSplits(examples, shares);
        const seen = new Map<string, string>();
        examples.forEach(({ conversation, text }, i) => {
          for (const key of [`c ${conversation}`, `w ${nearKey(text)}`]) {
            expect(seen.get(key) ?? sides[i]).toBe(sides[i]);
            seen.set(key, sides[i] ?? '');
          }
        });
        const trained = new Set(examples.filter((_, i) => sides[i] === 'train').map(({ label }) => label));
        expect(trained).toEqual(new Set(examples.map(({ label }) => label)));
      }),
      { numRuns: 200 },
    );
  });

  it('keeps to its shares and gives an example the same side whatever else is there', () => {
    const many = Array.from({ length: 3000 }, (_, i) => ({
      conversation: `c${i}`,
      text: `w${i} x${i * 7}`,
      label: `l${i % 9}`,
    }));
    const sides = assignSplits(many, shares);
    const share = (side: string) => sides.filter((one) => one === side).length / many.length;
    expect(share('train')).toBeCloseTo(0.7, 1);
    expect(share('test')).toBeCloseTo(0.15, 1);
    expect(assignSplits(many.slice(0, 1500), shares)).toEqual(sides.slice(0, 1500));
  });

  it('keeps what is for training only in training, with what goes together with it', () => {
    const some = Array.from({ length: 400 }, (_, i) => ({
      conversation: `c${i >> 1}`,
      text: `w${i} x${i * 7}`,
      label: `l${i % 3}`,
      trainOnly: i % 4 === 0,
    }));
    const sides = assignSplits(some, shares);
    some.forEach((_, i) => {
      if (i % 4 < 2) expect(sides[i]).toBe('train');
    });
    expect(new Set(sides)).toEqual(new Set(['train', 'validation', 'test']));
  });

  it('gives every label at least half of its part, however few it has', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        (sizes, seed) => {
          const some = sizes.flatMap((size, label) =>
            Array.from({ length: size }, (_, i) => ({
              conversation: `c${label}-${i}`,
              text: `w${label} x${i} y${seed}`,
              label: `l${label}`,
            })),
          );
          // Every text has other words: groups are single examples.
          const lone = some.map((one, i) => ({
            ...one,
            text: `${String.fromCodePoint(0x4e00 + i)}${seed % 7}q`,
          }));
          const sides = assignSplits(lone, shares);
          sizes.forEach((size, label) => {
            const has = (side: string) =>
              sides.filter((one, i) => one === side && lone[i]?.label === `l${label}`).length;
            for (const side of ['validation', 'test'] as const) {
              expect(has(side)).toBeGreaterThanOrEqual(
                Math.floor(Math.floor((size * shares[side]) / 100) / 2),
              );
            }
            expect(has('train')).toBeGreaterThan(0);
          });
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('near-duplicates', () => {
  it('are those that comparing all with all finds', () => {
    const word = fc.constantFrom(
      'card',
      'cards',
      'lost',
      'my',
      'the',
      'stolen',
      'was',
      'account',
      'accounts',
      'please',
    );
    const texts = fc.array(
      fc.array(word, { minLength: 1, maxLength: 7 }).map((words) => words.join(' ')),
      { maxLength: 40 },
    );
    const alike = (a: string, b: string) => {
      const [one, other] = [new Set(trigrams(a)), new Set(trigrams(b))];
      const shared = [...one].filter((gram) => other.has(gram)).length;
      return shared / (one.size + other.size - shared) >= nearEnough;
    };
    fc.assert(
      fc.property(texts, (list) => {
        const index = new NearDuplicates(list);
        list.forEach((text, i) => {
          const expected = list.slice(0, i).flatMap((other, j) => (alike(text, other) ? [j] : []));
          expect(index.find(i).sort((a, b) => a - b)).toEqual(expected);
          index.keep(i);
        });
      }),
      { numRuns: 100 },
    );
  });
});
