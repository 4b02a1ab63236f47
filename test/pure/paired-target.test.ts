import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { goalOf, guardOf, judgePair } from '../../frontend/src/features/compare/paired-target.js';

const ratio = (low: number, high: number) => ({ ratio: { value: (low + high) / 2, low, high } });

describe('a target of a fifth less', () => {
  test.each([
    [ratio(0.7, 0.8), 'reached'],
    [ratio(0.7, 0.81), 'open'],
    [ratio(0.8, 0.9), 'open'],
    [ratio(0.81, 0.9), 'missed'],
    [{ ratio: null }, 'unknown'],
  ] as const)('%j is %s', (found, goal) => expect(goalOf(found, -0.2)).toBe(goal));
});

test('a target of a tenth more is reached from above', () => {
  expect(goalOf(ratio(1.1, 1.3), 0.1)).toBe('reached');
  expect(goalOf(ratio(1, 1.09), 0.1)).toBe('missed');
});

test.each([
  ['reached', 'held', 'met'],
  ['reached', 'broken', 'price'],
  ['open', 'broken', 'price'],
  ['open', 'held', 'open'],
  ['reached', 'unknown', 'unknown'],
  ['missed', 'held', 'missed'],
  ['missed', 'broken', 'missed'],
  ['unknown', 'broken', 'unknown'],
] as const)('%s and %s is %s', (goal, guard, paired) => expect(judgePair(goal, guard)).toBe(paired));

it('is never met where the guard is worse or not known, whatever the numbers', () => {
  const found = fc.record({
    a: fc.double({ min: 0.01, max: 3, noNaN: true }),
    b: fc.double({ min: 0, max: 2, noNaN: true }),
  });
  const verdict = fc.constantFrom('better', 'worse', 'different', 'no_difference_seen', 'too_few');
  fc.assert(
    fc.property(found, fc.double({ min: -0.9, max: 0.9, noNaN: true }), verdict, ({ a, b }, change, said) => {
      const paired = judgePair(goalOf(ratio(a, a + b), change), guardOf({ verdict: said as 'worse' }));
      if (said === 'worse' || said === 'too_few') expect(paired).not.toBe('met');
    }),
  );
});
