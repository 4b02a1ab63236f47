/** Which part of the map is shown: the middle, and pixels per unit. */
export interface View {
  x: number;
  y: number;
  scale: number;
}
export interface Size {
  width: number;
  height: number;
}
export interface Bubble {
  id: string;
  name: string;
  /** Escalations in it. */
  size: number;
  x: number;
  y: number;
}
/** Escalations: `gap` is the place in the list of bubbles, -1 for none. */
export interface Points {
  x: Float32Array;
  y: Float32Array;
  gap: Int32Array;
}

const smallest = 5;
const largest = 42;
const border = 48;
const mostZoom = 40;

/** Shows everything. */
export function wholeView(bubbles: readonly Bubble[], { width, height }: Size): View {
  if (bubbles.length === 0) return { x: 0, y: 0, scale: 1 };
  const xs = bubbles.map(({ x }) => x);
  const ys = bubbles.map(({ y }) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const across = Math.max(right - left, 1e-6);
  const down = Math.max(bottom - top, 1e-6);
  const scale = Math.min((width - 2 * border) / across, (height - 2 * border) / down);
  return { x: (left + right) / 2, y: (top + bottom) / 2, scale: Math.max(scale, 1e-6) };
}

export const toScreen = (view: View, { width, height }: Size, x: number, y: number): [number, number] => [
  (x - view.x) * view.scale + width / 2,
  (y - view.y) * view.scale + height / 2,
];

export const panned = (view: View, dx: number, dy: number): View => ({
  ...view,
  x: view.x - dx / view.scale,
  y: view.y - dy / view.scale,
});

/** Closer or further, the place under the pointer staying where it is; within sensible bounds of `whole`. */
export function zoomed(
  view: View,
  whole: View,
  { width, height }: Size,
  factor: number,
  at?: [number, number],
): View {
  const [px, py] = at ?? [width / 2, height / 2];
  const scale = Math.min(Math.max(view.scale * factor, whole.scale * 0.7), whole.scale * mostZoom);
  const x = view.x + (px - width / 2) * (1 / view.scale - 1 / scale);
  const y = view.y + (py - height / 2) * (1 / view.scale - 1 / scale);
  return { x, y, scale };
}

/** Areas are sizes; what is shown closer is drawn somewhat larger. */
export function radiusOf(size: number, most: number, zoom: number): number {
  const area = Math.sqrt(size / Math.max(1, most));
  return Math.max(smallest, largest * area) * Math.min(2, Math.sqrt(zoom));
}

/** The smallest bubble under a place on the screen, for small ones lie on large ones. */
export function bubbleAt(
  bubbles: readonly Bubble[],
  view: View,
  size: Size,
  zoom: number,
  [px, py]: [number, number],
): number {
  const most = Math.max(...bubbles.map((bubble) => bubble.size), 1);
  let found = -1;
  let least = Number.POSITIVE_INFINITY;
  bubbles.forEach((bubble, i) => {
    const [x, y] = toScreen(view, size, bubble.x, bubble.y);
    const radius = radiusOf(bubble.size, most, zoom);
    if (Math.hypot(px - x, py - y) > radius || radius >= least) return;
    found = i;
    least = radius;
  });
  return found;
}

/** Which bubbles can carry their name without lying on another name: the largest first. */
export function labelled(
  bubbles: readonly Bubble[],
  view: View,
  size: Size,
  width: (name: string) => number,
): number[] {
  const taken: [number, number, number, number][] = [];
  const order = [...bubbles.keys()].sort((a, b) => (bubbles[b]?.size ?? 0) - (bubbles[a]?.size ?? 0));
  return order.filter((i) => {
    const bubble = bubbles[i] as Bubble;
    const [x, y] = toScreen(view, size, bubble.x, bubble.y);
    const half = width(bubble.name) / 2 + 4;
    const box: [number, number, number, number] = [x - half, y - 9, x + half, y + 9];
    if (box[0] < 0 || box[2] > size.width || box[1] < 0 || box[3] > size.height) return false;
    const meets = taken.some(
      ([left, top, right, bottom]) => box[0] < right && box[2] > left && box[1] < bottom && box[3] > top,
    );
    if (!meets) taken.push(box);
    return !meets;
  });
}
