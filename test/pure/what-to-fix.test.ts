import { describe, expect, test } from 'vitest';
import { whatToFix } from '../../frontend/src/features/overview/what-to-fix';

type Gap = Parameters<typeof whatToFix>[0][number];
const gap = (id: string, type: Gap['type'], size: number) => ({ id, type, size }) as Gap;

describe('what to fix first', () => {
  test('is what the bot can be taught, in its order; the rest is counted by why, and nothing is lost', () => {
    const gaps = [
      gap('a', 'policy', 40),
      gap('b', 'intent_unknown', 30),
      gap('c', 'customer_preference', 90),
      gap('d', 'other', 20),
      gap('e', 'policy', 5),
    ];
    const { fixable, others } = whatToFix(gaps);
    expect(fixable.map(({ id }) => id)).toEqual(['b', 'd']);
    expect(others).toEqual([
      { type: 'customer_preference', gaps: 1, escalations: 90 },
      { type: 'policy', gaps: 2, escalations: 45 },
    ]);
  });

  test('may be nothing', () => {
    expect(whatToFix([gap('a', 'capacity', 1)])).toEqual({
      fixable: [],
      others: [{ type: 'capacity', gaps: 1, escalations: 1 }],
    });
    expect(whatToFix([])).toEqual({ fixable: [], others: [] });
  });
});
