import { expect, test } from 'vitest';
import { prepareLineage } from '../../frontend/src/features/gaps/prepare-lineage.js';

const at = '2026-01-01T00:00:00.000Z';
const node = (
  gap: string,
  run: number,
  size: number,
  event: 'new' | 'split' | 'continued' = 'continued',
) => ({
  gap,
  name: `name of ${gap}`,
  run,
  at,
  event,
  size,
});

test('time runs to the right, this gap is the first row, and areas are sizes', () => {
  const drawing = prepareLineage({
    id: 'gbbbbbb',
    lineageGraph: {
      nodes: [node('gaaaaaa', 3, 100, 'new'), node('gaaaaaa', 7, 75), node('gbbbbbb', 7, 25, 'split')],
      edges: [
        {
          from: { gap: 'gaaaaaa', run: 3 },
          to: { gap: 'gaaaaaa', run: 7 },
          shared: null,
          shareOfParent: null,
          shareOfChild: null,
        },
        {
          from: { gap: 'gaaaaaa', run: 3 },
          to: { gap: 'gbbbbbb', run: 7 },
          shared: 25,
          shareOfParent: 0.25,
          shareOfChild: 1,
        },
      ],
    },
  });
  const [first, kept, split] = drawing.nodes;
  expect(drawing.rows.map(({ gap }) => gap)).toEqual(['gbbbbbb', 'gaaaaaa']);
  expect(kept?.x).toBeGreaterThan(first?.x ?? Number.POSITIVE_INFINITY);
  expect(split?.x).toBe(kept?.x);
  expect(split?.y).toBeLessThan(kept?.y ?? 0);
  expect((split?.radius ?? 0) / (first?.radius ?? 1)).toBeCloseTo(0.5, 10);
  expect(drawing.edges.map(({ words }) => words)).toEqual(['continued', '25 of its escalations']);
});

test('an edge to a run that is not drawn is left out', () => {
  const nowhere = { gap: 'gaaaaaa', run: 1 };
  const drawing = prepareLineage({
    id: 'gaaaaaa',
    lineageGraph: {
      nodes: [node('gaaaaaa', 2, 1)],
      edges: [
        { from: nowhere, to: { gap: 'gaaaaaa', run: 2 }, shared: 1, shareOfParent: 1, shareOfChild: 1 },
      ],
    },
  });
  expect(drawing.edges).toEqual([]);
});

test('of many kin those are drawn that share most escalations, and the others are counted', () => {
  const others = Array.from({ length: 9 }, (_, i) => `gother${i}`);
  const drawing = prepareLineage({
    id: 'gbbbbbb',
    lineageGraph: {
      nodes: [...others.map((gap) => node(gap, 1, 50, 'new')), node('gbbbbbb', 2, 45)],
      edges: others.map((gap, i) => ({
        from: { gap, run: 1 },
        to: { gap: 'gbbbbbb', run: 2 },
        shared: i + 1,
        shareOfParent: 0.1,
        shareOfChild: 0.1,
      })),
    },
  });
  expect(drawing.rows.map(({ gap }) => gap)).toEqual(['gbbbbbb', ...others.slice(3).reverse()]);
  expect(drawing.nodes).toHaveLength(7);
  expect(drawing.edges).toHaveLength(6);
  expect(drawing.notDrawn).toBe(3);
});
