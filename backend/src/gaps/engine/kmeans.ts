import { addScaled, dot, type Neighbours, scaleToUnit } from './neighbours.js';
import { seededRandom } from './random.js';

/**
 * Spherical k-means over rows of unit length (Dhillon and Modha 2001), seeded by k-means++. After the first pass a
 * row is compared only with the centres of its neighbours' groups: others it would not choose.
 */
export function groupByCentres(
  units: Float32Array,
  columns: number,
  near: Neighbours,
  count: number,
  seed: number,
  passes = 8,
): Int32Array {
  const { centres, of } = seedCentres(units, columns, count, seed);
  for (let pass = 1; pass < passes; pass++) {
    moveCentres(units, columns, of, centres);
    let moved = 0;
    for (let i = 0; i < near.rows; i++) {
      const candidates = [of[i] as number];
      for (let at = i * near.k; at < (i + 1) * near.k; at++) {
        const j = near.ids[at] as number;
        if (j >= 0 && !candidates.includes(of[j] as number)) candidates.push(of[j] as number);
      }
      const best = nearestOf(units, i * columns, centres, columns, candidates);
      if (best !== of[i]) moved++;
      of[i] = best;
    }
    if (moved === 0) break;
  }
  return of;
}

/** The first of the most similar centres. */
export function nearestOf(
  units: Float32Array,
  from: number,
  centres: Float32Array,
  columns: number,
  among: readonly number[],
): number {
  let best = among[0] ?? 0;
  let most = -2;
  for (const c of among) {
    const similarity = dot(units, from, centres, c * columns, columns);
    if (similarity > most) [most, best] = [similarity, c];
  }
  return best;
}

/**
 * Each next centre is a row drawn by how far it is from those before (Arthur and Vassilvitskii 2007). `of` says which
 * of them each row is nearest to.
 */
export function seedCentres(units: Float32Array, columns: number, count: number, seed: number) {
  const random = seededRandom(seed);
  const rows = units.length / columns;
  const centres = new Float32Array(count * columns);
  const of = new Int32Array(rows);
  const similarity = new Float64Array(rows).fill(-2);
  const distance = new Float64Array(rows).fill(1);
  for (let c = 0; c < count; c++) {
    let total = 0;
    for (const value of distance) total += value;
    let left = random() * total;
    let row = 0;
    while (row < rows - 1 && left >= (distance[row] as number)) left -= distance[row++] as number;
    centres.set(units.subarray(row * columns, (row + 1) * columns), c * columns);
    for (let i = 0; i < rows; i++) {
      const here = dot(units, i * columns, centres, c * columns, columns);
      if (here <= (similarity[i] as number)) continue;
      similarity[i] = here;
      distance[i] = Math.min(1, Math.max(0, 1 - here));
      of[i] = c;
    }
  }
  return { centres, of };
}

/** Puts each centre in the middle of its rows; `of` -1: in none. */
export function moveCentres(
  units: Float32Array,
  columns: number,
  of: Int32Array,
  centres: Float32Array,
): void {
  centres.fill(0);
  of.forEach((group, i) => {
    if (group < 0) return;
    addScaled(centres, group * columns, units, i * columns, columns, 1);
  });
  for (let at = 0; at < centres.length; at += columns) scaleToUnit(centres, at, columns);
}

/** What holds rows where they are. */
interface Holds {
  /** 0 for rows that stay. */
  isFree: ArrayLike<number>;
  /** The group that each row leaves only for one that is much nearer; -1 for none. */
  home: ArrayLike<number>;
}

/** A row leaves its home for a centre that is less than this share as far away. */
const muchNearer = 0.4;

/** Moves rows that are free and in a group to the nearest centre, a few times; those of -1 stay out. */
export function settleByCentres(
  units: Float32Array,
  columns: number,
  of: Int32Array,
  holds?: Holds,
  passes = 5,
): void {
  const count = of.reduce((most, c) => Math.max(most, c + 1), 0);
  const centres = new Float32Array(count * columns);
  const every = Array.from({ length: count }, (_, c) => c);
  for (let pass = 0; pass < passes; pass++) {
    moveCentres(units, columns, of, centres);
    let moved = 0;
    for (let i = 0; i < of.length; i++) {
      if ((of[i] as number) < 0 || holds?.isFree[i] === 0) continue;
      let best = nearestOf(units, i * columns, centres, columns, every);
      const home = holds?.home[i] ?? -1;
      if (home >= 0 && home !== best) {
        const away = (c: number) => 1 - dot(units, i * columns, centres, c * columns, columns);
        if (away(best) >= muchNearer * away(home)) best = home;
      }
      if (best !== of[i]) moved++;
      of[i] = best;
    }
    if (moved === 0) return;
  }
}
