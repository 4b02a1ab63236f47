import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bubble,
  bringIn,
  bubbleAt,
  labelled,
  nextBubble,
  panned,
  toScreen,
  wholeView,
  zoomed,
} from '../../frontend/src/features/gaps/map-view.js';

const size = { width: 800, height: 460 };
const place = fc.double({ min: -5, max: 5, noNaN: true });
type Circle = Pick<Bubble, 'x' | 'y' | 'radius'>;
const circle = fc.record({ x: place, y: place, radius: fc.double({ min: 0.02, max: 1, noNaN: true }) });
const bubbles = fc.array(circle, { minLength: 1, maxLength: 40 });
const named = (list: readonly Circle[]): Bubble[] =>
  list.map((one, i) => ({ ...one, id: `g${i}`, name: `gap number ${i}`, type: 'other', size: 1, total: 1 }));

describe('the map', () => {
  it('shows every gap at first', () => {
    fc.assert(
      fc.property(bubbles, (list) => {
        const view = wholeView(named(list), size);
        for (const { x, y } of list) {
          const [px, py] = toScreen(view, size, x, y);
          expect(px).toBeGreaterThanOrEqual(0);
          expect(px).toBeLessThanOrEqual(size.width);
          expect(py).toBeGreaterThanOrEqual(0);
          expect(py).toBeLessThanOrEqual(size.height);
        }
      }),
    );
  });

  it('keeps what is under the pointer where it is while one looks closer', () => {
    fc.assert(
      fc.property(
        bubbles,
        place,
        place,
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        (list, x, y, factor) => {
          const whole = wholeView(named(list), size);
          const at = toScreen(whole, size, x, y);
          const after = toScreen(zoomed(whole, whole, size, factor, at), size, x, y);
          expect(Math.hypot(after[0] - at[0], after[1] - at[1])).toBeLessThan(1e-6 * (1 + Math.hypot(...at)));
        },
      ),
    );
  });

  it('moves with the hand', () => {
    const view = { x: 1, y: 2, scale: 10 };
    const [x, y] = toScreen(view, size, 3, 4);
    expect(toScreen(panned(view, 25, -7), size, 3, 4)).toEqual([x + 25, y - 7]);
  });

  it('finds the small bubble that lies on a large one', () => {
    const list = named([
      { x: 0, y: 0, radius: 1 },
      { x: 0.1, y: 0, radius: 0.05 },
      { x: 9, y: 9, radius: 0.05 },
    ]);
    const view = wholeView(list, size);
    const over = toScreen(view, size, 0.1, 0);
    expect(bubbleAt(list, view, size, over)).toBe(1);
    expect(bubbleAt(list, view, size, [over[0] - 20, over[1]])).toBe(0);
    expect(bubbleAt(list, view, size, [size.width / 2, 5])).toBe(-1);
  });

  it('can be walked with arrow keys: every gap is reached, and what is reached is seen whole', () => {
    fc.assert(
      fc.property(bubbles, (given) => {
        const list = named(given);
        const directions = ['left', 'right', 'up', 'down'] as const;
        const reached = new Set<number>();
        const open = [nextBubble(list, -1, 'left')];
        for (let at = open.pop(); at !== undefined; at = open.pop()) {
          if (reached.has(at)) continue;
          reached.add(at);
          for (const direction of directions) open.push(nextBubble(list, at, direction));
        }
        const places = new Set(list.map(({ x, y }) => `${x} ${y}`));
        expect(new Set([...reached].map((i) => `${list[i]?.x} ${list[i]?.y}`)).size).toBe(places.size);
        const close = zoomed(wholeView(list, size), wholeView(list, size), size, 3);
        for (const bubble of list) {
          const view = bringIn(close, size, bubble);
          const [x, y] = toScreen(view, size, bubble.x, bubble.y);
          expect(x).toBeGreaterThan(-1e-6);
          expect(x).toBeLessThan(size.width + 1e-6);
          expect(y).toBeGreaterThan(-1e-6);
          expect(y).toBeLessThan(size.height + 1e-6);
          expect(bringIn(view, size, bubble).x).toBeCloseTo(view.x, 9);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('lays no name on another nor beyond the border, and leaves out none of the largest', () => {
    fc.assert(
      fc.property(bubbles, (given) => {
        const list = named(given);
        const names = labelled(list, wholeView(list, size), size, () => 60);
        names.forEach(({ x, y }, i) => {
          expect(x >= 34 && x <= size.width - 34 && y >= 9 && y <= size.height - 9).toBe(true);
          for (const other of names.slice(i + 1))
            expect(Math.abs(x - other.x) >= 68 || Math.abs(y - other.y) >= 18).toBe(true);
        });
        const largest = Math.max(...list.map(({ radius }) => radius));
        expect(list[names[0]?.bubble ?? -1]?.radius).toBe(largest);
      }),
    );
  });
});
