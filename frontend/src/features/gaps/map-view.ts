import type { GapSummary } from './gap-words';

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
/** A gap on the map; `radius` in the map's units. */
export interface Bubble extends Pick<GapSummary, 'id' | 'name' | 'type' | 'size' | 'total'> {
  x: number;
  y: number;
  radius: number;
}
/** Escalations: `gap` is the place in the list of bubbles, -1 for none of them. */
export interface Points {
  x: Float32Array;
  y: Float32Array;
  gap: Int32Array;
}
export const noPoints: Points = { x: new Float32Array(), y: new Float32Array(), gap: new Int32Array() };

/** Pixels: a gap can be hit however small it is. */
const smallest = 4;
const border = 12;
const mostZoom = 40;

export const bubblesOf = (gaps: readonly GapSummary[]): Bubble[] =>
  gaps.flatMap(({ id, name, type, size, total, place }) =>
    place ? [{ id, name, type, size, total, ...place }] : [],
  );

/** Shows everything. */
export function wholeView(bubbles: readonly Bubble[], { width, height }: Size): View {
  if (bubbles.length === 0) return { x: 0, y: 0, scale: 1 };
  const left = Math.min(...bubbles.map(({ x, radius }) => x - radius));
  const right = Math.max(...bubbles.map(({ x, radius }) => x + radius));
  const top = Math.min(...bubbles.map(({ y, radius }) => y - radius));
  const bottom = Math.max(...bubbles.map(({ y, radius }) => y + radius));
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

/** Pixels. */
export const radiusOf = ({ radius }: Bubble, { scale }: View): number => Math.max(smallest, radius * scale);

/** The smallest bubble under a place on the screen, for small ones may lie on large ones. */
export function bubbleAt(
  bubbles: readonly Bubble[],
  view: View,
  size: Size,
  [px, py]: [number, number],
): number {
  let found = -1;
  let least = Number.POSITIVE_INFINITY;
  bubbles.forEach((bubble, i) => {
    const [x, y] = toScreen(view, size, bubble.x, bubble.y);
    const radius = radiusOf(bubble, view);
    if (Math.hypot(px - x, py - y) > radius || radius >= least) return;
    found = i;
    least = radius;
  });
  return found;
}

/** The largest first: what is drawn below, and who may carry a name. */
export const bySize = (bubbles: readonly Bubble[]): number[] =>
  [...bubbles.keys()].sort((a, b) => (bubbles[b]?.radius ?? 0) - (bubbles[a]?.radius ?? 0) || a - b);

/** A bubble that carries its name, and the middle of the name on the screen. */
export interface Label {
  bubble: number;
  x: number;
  y: number;
}

/** Names that lie on no other name and within the map: those of the largest gaps first. */
export function labelled(
  bubbles: readonly Bubble[],
  view: View,
  size: Size,
  width: (name: string) => number,
): Label[] {
  const taken: [number, number, number, number][] = [];
  return bySize(bubbles).flatMap((i) => {
    const bubble = bubbles[i] as Bubble;
    const [px, py] = toScreen(view, size, bubble.x, bubble.y);
    const half = width(bubble.name) / 2 + 4;
    if (px < 0 || py < 0 || px > size.width || py > size.height || 2 * half > size.width) return [];
    const x = between(px, half, size.width - half);
    const y = between(py, 9, size.height - 9);
    const meets = taken.some(
      ([left, top, right, bottom]) => x - half < right && x + half > left && y - 9 < bottom && y + 9 > top,
    );
    if (meets) return [];
    taken.push([x - half, y - 9, x + half, y + 9]);
    return [{ bubble: i, x, y }];
  });
}

const between = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

export type Direction = 'left' | 'right' | 'up' | 'down';
const ahead: Record<Direction, [number, number]> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

/** The next bubble in a direction: near, and not far aside. From none, the largest; where nothing is, the same. */
export function nextBubble(bubbles: readonly Bubble[], from: number, direction: Direction): number {
  const own = bubbles[from];
  if (!own) return bySize(bubbles)[0] ?? -1;
  const [ax, ay] = ahead[direction];
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  bubbles.forEach(({ x, y }, i) => {
    const along = (x - own.x) * ax + (y - own.y) * ay;
    const aside = Math.abs((x - own.x) * ay - (y - own.y) * ax);
    if (i === from || along <= 0 || aside > 2 * along) return;
    const cost = along + 2 * aside;
    if (cost < least) [best, least] = [i, cost];
  });
  return best;
}

/** The view, moved as little as is needed so that the bubble can be seen whole. */
export function bringIn(view: View, size: Size, bubble: Bubble): View {
  const [px, py] = toScreen(view, size, bubble.x, bubble.y);
  const radius = radiusOf(bubble, view);
  const into = (at: number, most: number) => {
    const room = Math.min(radius, most / 2);
    return between(at, room, most - room);
  };
  return panned(view, into(px, size.width) - px, into(py, size.height) - py);
}
