import { expect, test } from 'vitest';
import { inTurns, mapInTurns, runInTurns } from '../../backend/src/turns.js';
import { countTurns, work } from '../support/turns.js';

test('of all works that are long one goes on per turn of the event loop, each in its turn', async () => {
  const counter = countTurns();
  const names = ['a', 'b', 'c'];
  const done: { name: string; turn: number }[] = [];
  const results = await Promise.all(
    names.map((name) =>
      mapInTurns([1, 2, 3, 4], (item) => {
        work();
        done.push({ name, turn: counter.turn });
        return `${name}${item}`;
      }),
    ),
  );
  counter.stop();
  expect(results).toEqual(names.map((name) => [1, 2, 3, 4].map((item) => `${name}${item}`)));
  const later = done.slice(names.length);
  expect(later.map(({ name }) => name).join('')).toBe('abcabcabc');
  expect(new Set(later.map(({ turn }) => turn)).size).toBe(later.length);
});

test('what is short is done at once', async () => {
  const counter = countTurns();
  const long = mapInTurns([1, 2, 3], work);
  const began = counter.turn;
  expect(await mapInTurns(['x', 'y'], (item) => item + item)).toEqual(['xx', 'yy']);
  expect(counter.turn).toBe(began);
  await long;
  counter.stop();
});

test('steps take turns with items', async () => {
  const counter = countTurns();
  let steps = 0;
  const turns: number[] = [];
  const stepping = runInTurns(() => {
    steps += 1;
    if (steps % 256 === 0) {
      work();
      turns.push(counter.turn);
    }
    return steps < 3 * 256;
  });
  const mapping = mapInTurns([1, 2, 3], () => {
    work();
    turns.push(counter.turn);
  });
  await Promise.all([stepping, mapping]);
  counter.stop();
  expect(steps).toBe(3 * 256);
  const later = turns.slice(2);
  expect(new Set(later).size).toBe(later.length);
});

test('what is passed on in turns is all of it, in its order', async () => {
  const counter = countTurns();
  const turns: number[] = [];
  function* made() {
    for (let item = 1; item <= 3; item += 1) {
      work();
      turns.push(counter.turn);
      yield item;
    }
  }
  const passed: number[] = [];
  for await (const item of inTurns(made())) passed.push(item);
  counter.stop();
  expect(passed).toEqual([1, 2, 3]);
  expect(new Set(turns).size).toBe(turns.length);
});

test('an error reaches who called, and the others go on', async () => {
  const failing = mapInTurns([1, 2], (item) => {
    work();
    if (item === 2) throw new Error('no');
  });
  const going = mapInTurns([1, 2, 3], (item) => {
    work();
    return item;
  });
  await expect(failing).rejects.toThrow('no');
  expect(await going).toEqual([1, 2, 3]);
});
