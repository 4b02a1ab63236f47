import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bubble,
  bubbleAt,
  labelled,
  panned,
  radiusOf,
  toScreen,
  wholeView,
  zoomed,
} from '../../frontend/src/features/gaps/map-view.js';

const size = { width: 800, height: 460 };
const place = fc.double({ min: -5, max: 5, noNaN: true });
const bubbles = fc.array(fc.record({ x: place, y: place, size: fc.integer({ min: 1, max: 5_000 }) }), {
  minLength: 1,
  maxLength: 40,
});
const named = (list: readonly { x: number; y: number; size: number }[]): Bubble[] =>
  list.map((bubble, i) => ({ ...bubble, id: `g${i}`, name: `gap number ${i}` }));

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
      { x: 0, y: 0, size: 5_000 },
      { x: 0.1, y: 0, size: 10 },
      { x: 9, y: 9, size: 10 },
    ]);
    const view = wholeView(list, size);
    const over = toScreen(view, size, 0.1, 0);
    expect(bubbleAt(list, view, size, 1, over)).toBe(1);
    expect(bubbleAt(list, view, size, 1, [over[0] - 20, over[1]])).toBe(0);
    expect(bubbleAt(list, view, size, 1, [size.width / 2, 5])).toBe(-1);
  });

  it('draws areas in the proportion of sizes', () => {
    expect(radiusOf(2_500, 10_000, 1) / radiusOf(10_000, 10_000, 1)).toBeCloseTo(0.5, 10);
  });

  it('lays no name on another, and never leaves out the largest that fits', () => {
    fc.assert(
      fc.property(bubbles, (given) => {
        const list = named(given);
        const view = wholeView(list, size);
        const width = () => 60;
        const shown = labelled(list, view, size, width);
        const boxes = shown.map((i) => toScreen(view, size, list[i]?.x ?? 0, list[i]?.y ?? 0));
        boxes.forEach(([x, y], i) => {
          for (const [otherX, otherY] of boxes.slice(i + 1)) {
            expect(Math.abs(x - otherX) >= 68 || Math.abs(y - otherY) >= 18).toBe(true);
          }
        });
        expect(shown.length).toBeGreaterThan(0);
        const largest = Math.max(...list.map((bubble) => bubble.size));
        expect(list[shown[0] ?? -1]?.size).toBe(largest);
      }),
    );
  });
});
