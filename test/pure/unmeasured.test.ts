import { expect, test } from 'vitest';
import { type Ability, abilities } from '../../backend/src/contract/detectors.js';
import { lacksOf } from '../../backend/src/detectors/unmeasured.js';

const has = (...lacking: Ability[]) =>
  Object.fromEntries(
    Object.keys(abilities).map((name) => [name, !lacking.includes(name as Ability)]),
  ) as Record<Ability, boolean>;

test('what was never sent is missing once there was occasion enough', () => {
  const rows = { conversations: 40, has: has('endings', 'sentiment') };
  expect(lacksOf({ ...rows, handoffs: 40 })).toEqual(['sentiment', 'endings']);
  expect(lacksOf({ ...rows, handoffs: 10 })).toEqual(['endings']);
  expect(lacksOf({ ...rows, conversations: 10, handoffs: 10 })).toBeNull();
});

test('with too few handoffs nobody says that nothing is missing', () => {
  expect(lacksOf({ conversations: 40, handoffs: 10, has: has('resolutions') })).toBeNull();
  expect(lacksOf({ conversations: 40, handoffs: 40, has: has() })).toEqual([]);
});
