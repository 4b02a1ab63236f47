import { setImmediate } from 'node:timers/promises';
import { type DenseMatrix, symmetricEigen } from '../engine/svd.js';

export interface Place {
  x: number;
  y: number;
}

/** A gap that is to be laid on the map. */
export interface Unplaced {
  id: string;
  /** Escalations in it. */
  size: number;
  /** Gaps that it is like, 0..1; those that are not on the map do not matter. */
  near: readonly { id: string; similarity: number }[];
  /** Where it lay before. */
  at: Place | null;
}

/** What is as like as can be lies this far apart all the same. */
const leastStep = 0.1;
const pivotCount = 40;
const sweeps = 40;
/** Gaps that are worked on before others have their turn. */
const turn = 50;
/** Mean distance of two gaps: bubbles whose areas are π together then have room. */
const meanDistance = 1.6;

/**
 * Places for gaps none of which has one, so that distances are in proportion to how far one is from the other along
 * what is alike: pivot scaling (Brandes and Pich 2006), then stress majorisation (Gansner, Koren and North 2004).
 */
export async function spreadOut(gaps: readonly Unplaced[], radii: readonly number[]): Promise<Place[]> {
  const n = gaps.length;
  const far = await distancesAlong(gaps);
  const places = scaleByPivots(far, n);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let i = 0; i < n; i++) {
      lessStress(i, places, far);
      if (i % turn === 0) await setImmediate();
    }
  }
  const middle = { x: meanOf(places.map(({ x }) => x)), y: meanOf(places.map(({ y }) => y)) };
  // Few large bubbles need more room than their number says.
  const scale = meanDistance + Math.max(0, ...radii);
  return places.map(({ x, y }) => ({ x: scale * (x - middle.x), y: scale * (y - middle.y) }));
}

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Shortest ways, row by row, their mean 1; between what hangs together in no way, half as much again as the longest. */
async function distancesAlong(gaps: readonly Unplaced[]): Promise<Float64Array> {
  const n = gaps.length;
  const links = linksOf(gaps);
  const far = new Float64Array(n * n).fill(Number.POSITIVE_INFINITY);
  for (let from = 0; from < n; from++) {
    shortestWays(from, links, far.subarray(from * n, (from + 1) * n));
    if (from % turn === 0) await setImmediate();
  }
  let longest = leastStep;
  for (const way of far) if (Number.isFinite(way)) longest = Math.max(longest, way);
  let sum = 0;
  for (let at = 0; at < far.length; at++) {
    if (!Number.isFinite(far[at] as number)) far[at] = 1.5 * longest;
    sum += far[at] as number;
  }
  const mean = sum / Math.max(1, n * (n - 1));
  return mean > 0 ? far.map((way) => way / mean) : far;
}

type Links = ReadonlyMap<number, number>[];

function linksOf(gaps: readonly Unplaced[]): Links {
  const number = new Map(gaps.map(({ id }, i) => [id, i]));
  const links = gaps.map(() => new Map<number, number>());
  gaps.forEach(({ near }, i) => {
    for (const { id, similarity } of near) {
      const j = number.get(id);
      if (j === undefined || j === i) continue;
      const step = Math.min(leastStep + 1 - similarity, links[i]?.get(j) ?? Number.POSITIVE_INFINITY);
      links[i]?.set(j, step);
      links[j]?.set(i, step);
    }
  });
  return links;
}

/** Dijkstra's algorithm; few gaps have more than ten links, so a sorted queue would cost more than it saves. */
function shortestWays(from: number, links: Links, ways: Float64Array): void {
  ways[from] = 0;
  const open = new Set([from]);
  while (open.size > 0) {
    let next = -1;
    for (const i of open) if (next < 0 || (ways[i] as number) < (ways[next] as number)) next = i;
    open.delete(next);
    for (const [to, step] of links[next] ?? []) {
      const way = (ways[next] as number) + step;
      if (way < (ways[to] as number)) {
        ways[to] = way;
        open.add(to);
      }
    }
  }
}

/** Each pivot is the one furthest from those before it. */
function choosePivots(far: Float64Array, n: number): number[] {
  const pivots: number[] = [];
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  for (let next = 0; pivots.length < Math.min(n, pivotCount); ) {
    pivots.push(next);
    for (let i = 0; i < n; i++) nearest[i] = Math.min(nearest[i] as number, far[next * n + i] as number);
    next = nearest.reduce((best, value, i) => (value > (nearest[best] as number) ? i : best), 0);
  }
  return pivots;
}

function scaleByPivots(far: Float64Array, n: number): Place[] {
  const pivots = choosePivots(far, n);
  const k = pivots.length;
  const squares = Array.from({ length: n }, (_, i) => pivots.map((p) => (far[p * n + i] as number) ** 2));
  const columnMeans = pivots.map((_, p) => meanOf(squares.map((row) => row[p] as number)));
  const all = meanOf(columnMeans);
  const centred = squares.map((row) => {
    const own = meanOf(row);
    return row.map((square, p) => -0.5 * (square - own - (columnMeans[p] as number) + all));
  });
  const product: DenseMatrix = { rows: k, columns: k, values: new Float64Array(k * k) };
  for (const row of centred) {
    row.forEach((a, p) => {
      row.forEach((b, q) => {
        product.values[p * k + q] = (product.values[p * k + q] as number) + a * b;
      });
    });
  }
  const { vectors } = symmetricEigen(product);
  const along = (row: readonly number[], axis: number) =>
    axis < k ? row.reduce((sum, a, p) => sum + a * (vectors.values[p * k + axis] as number), 0) : 0;
  const places = centred.map((row) => ({ x: along(row, 0), y: along(row, 1) }));
  const length = Math.sqrt(meanOf(places.map(({ x, y }) => x * x + y * y))) || 1;
  return places.map(({ x, y }) => ({ x: x / length, y: y / length }));
}

/** Moves one gap to where the distances to all others fit best, the others where they are. */
function lessStress(i: number, places: readonly Place[], far: Float64Array): void {
  const own = places[i] as Place;
  let [x, y, all] = [0, 0, 0];
  for (let j = 0; j < places.length; j++) {
    if (j === i) continue;
    const other = places[j] as Place;
    const wanted = far[i * places.length + j] as number;
    const weight = 1 / (wanted * wanted);
    const [dx, dy] = [own.x - other.x, own.y - other.y];
    const apart = Math.sqrt(dx * dx + dy * dy);
    const pull = apart > 1e-9 ? wanted / apart : 0;
    x += weight * (other.x + pull * dx);
    y += weight * (other.y + pull * dy);
    all += weight;
  }
  if (all === 0) return;
  own.x = x / all;
  own.y = y / all;
}
