import { expect, test } from 'vitest';
import { compareSides } from '../../backend/src/gaps/describe/compare-sides.js';

const said = (...texts: string[]) => texts.map((words, i) => ({ words, speaker: `s${i}` }));

test('steps are the same whatever their spelling; what only one side does is named', () => {
  const { steps, onlyHuman, onlyBot } = compareSides(
    [
      { name: 'Look up order', count: 9 },
      { name: 'waive the fee', count: 6 },
    ],
    [
      { name: 'look_up_order', count: 30 },
      { name: 'send_link', count: 4 },
    ],
    [],
    [],
  );
  expect(steps).toEqual([
    { step: 'Look up order', human: 9, bot: 30 },
    { step: 'waive the fee', human: 6, bot: 0 },
  ]);
  expect(onlyHuman).toEqual(['waive the fee']);
  expect(onlyBot).toEqual(['send_link']);
});

test('knowledge is what several humans speak of and no customer does', () => {
  const { knowledge } = compareSides(
    [],
    [],
    said('the goodwill rule covers the fee', 'goodwill applies to this fee', 'unique secret here'),
    said('why is there a fee', 'please refund the fee'),
  );
  expect(knowledge.join(' ')).toContain('goodwill');
  expect(knowledge.join(' ')).not.toMatch(/fee|secret/);
});
