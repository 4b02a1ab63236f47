import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Delivery } from '../../backend/src/ledger/delivery.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const pause = 1000;
const longest = 8000;

test('of a thousand values in a row the first and the newest arrive, one pause apart', async () => {
  const sent: number[] = [];
  const delivery = new Delivery<number>(async (value) => void sent.push(value), pause, longest);
  for (let i = 1; i <= 1000; i += 1) delivery.offer(i);
  await delivery.settled();
  expect(sent).toEqual([1]);
  await vi.advanceTimersByTimeAsync(pause - 1);
  expect(sent).toEqual([1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toEqual([1, 1000]);
  await vi.advanceTimersByTimeAsync(100 * pause);
  expect(sent).toEqual([1, 1000]);
});

test('a value that did not arrive is tried again, ever later, until it or a newer one does', async () => {
  const tried: number[] = [];
  let works = false;
  const send = async (value: number) => {
    tried.push(value);
    if (!works) throw new Error('away');
  };
  const delivery = new Delivery(send, pause, longest);
  delivery.offer(1);
  await delivery.settled();
  await vi.advanceTimersByTimeAsync(2 * pause);
  expect(tried).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(4 * pause);
  expect(tried).toEqual([1, 1, 1]);
  delivery.offer(2);
  await vi.advanceTimersByTimeAsync(3 * longest);
  expect(tried).toEqual([1, 1, 1, 2, 2, 2]);
  works = true;
  await vi.advanceTimersByTimeAsync(longest);
  expect(tried.at(-1)).toBe(2);
  const count = tried.length;
  await vi.advanceTimersByTimeAsync(10 * longest);
  expect(tried).toHaveLength(count);
});

test('nothing overlaps: what is offered meanwhile waits for the pause', async () => {
  let underWay = 0;
  let most = 0;
  const sent: number[] = [];
  const send = async (value: number) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((done) => setTimeout(done, 3 * pause));
    underWay -= 1;
    sent.push(value);
  };
  const delivery = new Delivery(send, pause, longest);
  for (let i = 1; i <= 20; i += 1) {
    delivery.offer(i);
    await vi.advanceTimersByTimeAsync(pause / 2);
  }
  await vi.advanceTimersByTimeAsync(10 * pause);
  expect(most).toBe(1);
  expect(sent.at(-1)).toBe(20);
});

test('closing sends what waits, once, and takes nothing more', async () => {
  const sent: number[] = [];
  const delivery = new Delivery<number>(async (value) => void sent.push(value), pause, longest);
  delivery.offer(1);
  await delivery.settled();
  delivery.offer(2);
  delivery.offer(3);
  await delivery.close();
  delivery.offer(4);
  await vi.advanceTimersByTimeAsync(10 * pause);
  expect(sent).toEqual([1, 3]);
});
