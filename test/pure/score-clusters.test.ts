import { expect, test } from 'vitest';
import { scoreClusters } from '../bench/score-clusters.js';

test('clusters that are the classes score full, under whatever names', () => {
  const classes = ['a', 'a', 'b', 'b', 'c', 'c'];
  const score = scoreClusters([2, 2, 0, 0, 1, 1], classes);
  for (const value of [score.nmi, score.ari, score.accuracy]) expect(value).toBeCloseTo(100);
});

test('scores agree with values worked out by hand', () => {
  // Contingency [[2, 1], [0, 3]]: 4 pairs together in both, 6 in clusters, 7 in classes, of 15.
  const { nmi, ari, accuracy } = scoreClusters([0, 0, 0, 1, 1, 1], ['a', 'a', 'b', 'b', 'b', 'b']);
  expect(ari).toBeCloseTo((100 * (4 - 42 / 15)) / (6.5 - 42 / 15), 6);
  expect(accuracy).toBeCloseTo((100 * 5) / 6, 6);
  const mutual = (2 / 6) * Math.log(2) + (1 / 6) * Math.log(1 / 2) + (3 / 6) * Math.log(3 / 2);
  const entropies = Math.log(2) - (1 / 3) * Math.log(1 / 3) - (2 / 3) * Math.log(2 / 3);
  expect(nmi).toBeCloseTo((200 * mutual) / entropies, 6);
});
