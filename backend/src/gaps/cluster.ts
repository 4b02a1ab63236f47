import { findCommunities, GroupLinks, sharedNeighbourGraph } from './communities.js';
import { dot, findNeighbours, type Neighbours, refineNeighbours } from './neighbours.js';

/** Row `i` of unit length lies from `i * columns`; `weights` says for how many escalations it stands. */
export interface Points {
  units: Float32Array;
  columns: number;
  /** Length of each row before it was made 1: how much of it the main directions explain. */
  lengths: Float32Array;
  weights: Uint32Array;
  /** Rows of the same level are comparable in density: how many kinds of evidence they carry. */
  levels: Uint8Array;
}

export interface ClusterOptions {
  /** Escalations that make a cluster; smaller ones are left out. */
  leastSize: number;
  resolution: number;
  /** A row is left out when its density is below this share of the median's. */
  leastDensity: number;
}

export const defaultClusters: ClusterOptions = { leastSize: 5, resolution: 1, leastDensity: 0.5 };

export interface Clusters {
  /** Cluster of each row, -1 for none. */
  of: Int32Array;
  count: number;
  /** Cosine of each row with its cluster's centre, 0 to 1; 0 for rows in none. */
  centrality: Float32Array;
  /** Unit centres, one after another. */
  centres: Float32Array;
  links: GroupLinks;
}

/** Rows that share neighbours, without being told how many groups there are; outliers stay in none. */
export function clusterPoints(points: Points, options: ClusterOptions = defaultClusters): Clusters {
  const rows = points.weights.length;
  const k = Math.min(neighbourCount(rows), Math.max(0, rows - 1));
  const near = findNeighbours(points.units, points.columns, k);
  const noise = findNoise(points, near, options.leastDensity);
  const smoothed = diffuse(points, near);
  const graph = sharedNeighbourGraph(refineNeighbours(smoothed, points.columns, near));
  const community = findCommunities(graph, options.resolution);
  for (let i = 0; i < rows; i++) if (noise[i]) community[i] = -1;
  const count = dropSmall(community, points.weights, options.leastSize);
  const links = new GroupLinks(graph, community, count);
  return { of: community, count, links, ...centresOf(points, community, count) };
}

/** Grows slowly with the number of rows: 8 to 25. */
const neighbourCount = (rows: number) => Math.max(8, Math.min(25, Math.round(Math.sqrt(rows) / 5.5)));

const diffusion = { steps: 3, share: 0.8 };

/** Each row moves towards the mean of its neighbours, which pulls apart what few neighbours join. */
function diffuse({ units, columns }: Points, { rows, k, ids, similarities }: Neighbours): Float32Array {
  let current = units;
  for (let step = 0; step < diffusion.steps; step++) {
    const next = new Float32Array(units.length);
    for (let i = 0; i < rows; i++) {
      let total = 0;
      for (let at = i * k; at < (i + 1) * k; at++) {
        const weight = Math.max(0, similarities[at] as number);
        const source = (ids[at] as number) * columns;
        if (source < 0 || weight === 0) continue;
        total += weight;
        addScaled(next, i * columns, current, source, columns, weight);
      }
      const scale = total > 0 ? diffusion.share / total : 0;
      for (let c = i * columns; c < (i + 1) * columns; c++) {
        next[c] = scale * (next[c] as number) + (1 - diffusion.share) * (units[c] as number);
      }
      scaleToUnit(next, i * columns, columns);
    }
    current = next;
  }
  return current;
}

/**
 * Density = mean similarity to the five nearest, as inner product of the projected rows, so that a row whose
 * words hardly occur elsewhere is sparse however its few coordinates point.
 */
function findNoise({ lengths, levels }: Points, near: Neighbours, share: number): Uint8Array {
  const among = Math.min(5, near.k);
  const density = new Float64Array(near.rows);
  for (let i = 0; i < near.rows; i++) {
    let sum = 0;
    for (let at = i * near.k; at < i * near.k + among; at++) {
      const id = near.ids[at] as number;
      if (id >= 0)
        sum += (near.similarities[at] as number) * (lengths[i] as number) * (lengths[id] as number);
    }
    density[i] = among > 0 ? sum / among : 0;
  }
  const noise = new Uint8Array(near.rows);
  for (const level of new Set(levels)) {
    const members = [...levels.keys()].filter((i) => levels[i] === level);
    const ranked = Float64Array.from(members, (i) => density[i] as number).sort();
    const floor = share * (ranked[ranked.length >> 1] ?? 0);
    for (const i of members) if ((density[i] as number) < floor || density[i] === 0) noise[i] = 1;
  }
  return noise;
}

/** Sets clusters below the least size to -1 and numbers the others by first row; answers how many there are. */
function dropSmall(of: Int32Array, weights: Uint32Array, leastSize: number): number {
  const sizes = new Map<number, number>();
  of.forEach((c, i) => {
    if (c >= 0) sizes.set(c, (sizes.get(c) ?? 0) + (weights[i] as number));
  });
  const numbers = new Map<number, number>();
  for (const [c, size] of sizes) if (size >= leastSize) numbers.set(c, numbers.size);
  for (let i = 0; i < of.length; i++) of[i] = numbers.get(of[i] as number) ?? -1;
  return numbers.size;
}

function centresOf({ units, columns, weights }: Points, of: Int32Array, count: number) {
  const centres = new Float32Array(count * columns);
  of.forEach((c, i) => {
    if (c >= 0) addScaled(centres, c * columns, units, i * columns, columns, weights[i] as number);
  });
  for (let c = 0; c < count; c++) scaleToUnit(centres, c * columns, columns);
  const centrality = new Float32Array(of.length);
  of.forEach((c, i) => {
    if (c >= 0)
      centrality[i] = Math.max(0, Math.min(1, dot(units, i * columns, centres, c * columns, columns)));
  });
  return { centres, centrality };
}

function addScaled(
  target: Float32Array,
  at: number,
  source: Float32Array,
  from: number,
  columns: number,
  weight: number,
): void {
  for (let c = 0; c < columns; c++) {
    target[at + c] = (target[at + c] as number) + weight * (source[from + c] as number);
  }
}

function scaleToUnit(rows: Float32Array, at: number, columns: number): void {
  const length = Math.sqrt(dot(rows, at, rows, at, columns));
  if (length > 0) for (let c = at; c < at + columns; c++) rows[c] = (rows[c] as number) / length;
}
