import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GroupAppend } from '../../backend/src/ingest/group-append.js';

const limits = (writers: number, most: number) => ({
  writers,
  most,
  isOutage: (error: unknown) => String(error).includes('away'),
});

/** Writes are held until they are let go. */
function heldWrites() {
  const groups: number[][] = [];
  const held: (() => void)[] = [];
  const write = async (items: readonly number[]) => {
    groups.push([...items]);
    await new Promise<void>((go) => held.push(go));
    if (items.some((item) => item === -1)) throw new Error('away');
    if (items.some((item) => item < 0)) throw new Error(`refused ${items.join()}`);
    return items.map((item) => `kept ${item}`);
  };
  const letGo = async () => {
    while (held.length > 0) {
      held.shift()?.();
      await new Promise((next) => setTimeout(next));
    }
  };
  return { groups, write, letGo };
}

describe('lots that arrive while others are being written', () => {
  test('are written together, and each gets its own receipts in order', async () => {
    const { groups, write, letGo } = heldWrites();
    const group = new GroupAppend(write, limits(1, 10));
    const answers = [group.append([1, 2]), group.append([3]), group.append([4, 5])];
    await letGo();
    expect(groups).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    expect(await Promise.all(answers)).toEqual([['kept 1', 'kept 2'], ['kept 3'], ['kept 4', 'kept 5']]);
  });

  test('never make a group larger than allowed; a larger lot goes alone', async () => {
    const { groups, write, letGo } = heldWrites();
    const group = new GroupAppend(write, limits(1, 3));
    const answers = [[1], [2, 3], [4, 5, 6, 7], [8], [9]].map((items) => group.append(items));
    await letGo();
    await Promise.all(answers);
    expect(groups).toEqual([[1], [2, 3], [4, 5, 6, 7], [8, 9]]);
  });

  test('are tried one by one when their group fails, so that one cannot lose another', async () => {
    const { groups, write, letGo } = heldWrites();
    const group = new GroupAppend(write, limits(1, 10));
    const answers = [group.append([1]), group.append([2]), group.append([-3]), group.append([4])];
    const settled = Promise.allSettled(answers);
    await letGo();
    expect((await settled).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(groups).toEqual([[1], [2, -3, 4], [2], [-3], [4]]);
  });
});

test('an outage fails the whole group at once', async () => {
  const { groups, write, letGo } = heldWrites();
  const group = new GroupAppend(write, limits(1, 10));
  const answers = Promise.allSettled([group.append([1]), group.append([2]), group.append([-1])]);
  await letGo();
  expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(groups).toEqual([[1], [2, -1]]);
});

test('whatever is handed in at once, everything is written exactly once and answered in its place', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(), { maxLength: 5 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 8 }),
      async (lots, writers, most) => {
        const written: number[] = [];
        const write = async (items: readonly number[]) => {
          await null;
          written.push(...items);
          return items.map((item) => item * 2);
        };
        const group = new GroupAppend(write, limits(writers, most));
        const answers = await Promise.all(lots.map((items) => group.append(items)));
        expect(answers).toEqual(lots.map((items) => items.map((item) => item * 2)));
        expect(written.sort((a, b) => a - b)).toEqual(lots.flat().sort((a, b) => a - b));
      },
    ),
  ));
