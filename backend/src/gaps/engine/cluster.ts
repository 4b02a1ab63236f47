import { findCommunities, GroupLinks, sharedNeighbourGraph } from './communities.js';
import { settleByCentres } from './kmeans.js';
import { guessNeeds, type Likely } from './known-needs.js';
import { applyMetric, learnMetric } from './metric.js';
import {
  addScaled,
  dot,
  findNeighbours,
  type Neighbours,
  refineNeighbours,
  scaleToUnit,
} from './neighbours.js';
import type { DenseMatrix } from './svd.js';
import { gatherVotes, voteGraph } from './votes.js';

/** Row `i` of unit length lies from `i * columns`; `weights` says for how many escalations it stands. */
export interface Points {
  units: Float32Array;
  columns: number;
  /** Length of each row before it was made 1: how much of it the main directions explain. */
  lengths: Float32Array;
  weights: Uint32Array;
  /** Rows of the same level are comparable in density: how many kinds of evidence they carry. */
  levels: Uint8Array;
  /** What humans resolved it as, by number; -1 where it is not known. A hint, for people name needs in their own ways. */
  needs: Int32Array;
  /** What people decided: rows of one pin are one cluster, rows of two pins are not; -1 for none. */
  pins: Int32Array;
  /** Cluster in an earlier run; -1 for none. */
  before: Int32Array;
}

export interface ClusterOptions {
  /** Escalations that make a cluster; smaller ones are left out. */
  leastSize: number;
  /** A row is left out when its density is below this share of the median's. */
  leastDensity: number;
}

export const defaultClusters: ClusterOptions = { leastSize: 5, leastDensity: 0.3 };

export interface Clusters {
  /** Cluster of each row, -1 for none. */
  of: Int32Array;
  count: number;
  /** Cosine of each row with its cluster's centre, 0 to 1; 0 for rows in none. */
  centrality: Float32Array;
  /** Unit centres, one after another. */
  centres: Float32Array;
  links: GroupLinks;
  /** The metric that the rows taught, and the rows after it, in which centres and centralities are. */
  metric: DenseMatrix;
  units: Float32Array;
}

/** Where most rows were in a cluster before, others are joined less lightly: there are reasons for those that there are. */
const resolution = { first: 0.5, again: 1.2 };

/**
 * Rows that share neighbours, without being told how many groups there are; outliers stay in none. Partitions of
 * several granularities, an earlier run and known needs vote on every edge of the neighbour graph, and communities of
 * the graph so weighted are the clusters (consensus clustering: Strehl and Ghosh 2002; Lancichinetti and Fortunato
 * 2012).
 */
export function clusterPoints(points: Points, options: ClusterOptions = defaultClusters): Clusters {
  const { columns, weights, pins } = points;
  const k = Math.min(neighbourCount(weights.length), Math.max(0, weights.length - 1));
  const wide = findNeighbours(points.units, columns, k);
  const noise = findNoise(points, wide, options.leastDensity);
  const metric = learnMetric(points.units, columns, alikeGroups(points, wide));
  const units = applyMetric(points.units, metric);
  const near = refineNeighbours(units, columns, wide);
  const smoothed = diffuse(units, columns, near);
  const close = refineNeighbours(smoothed, columns, near);
  const graph = sharedNeighbourGraph(close);
  const known = numberKnown(points);
  const likely = guessNeeds(sideBySide(units, smoothed, columns), 2 * columns, known);
  const communities = findCommunities(graph);
  const usual = dropSmall(communities, weights, options.leastSize);
  const votes = gatherVotes({ smoothed, columns, close, usual, before: points.before, likely: likely?.need });
  const held = holdSure(points, known, likely);
  const placed = points.before.reduce((sum, group) => sum + Number(group >= 0), 0);
  const isFirst = 2 * placed < points.before.length;
  const of = findCommunities(voteGraph(graph, votes), isFirst ? resolution.first : resolution.again, {
    pins: held,
    start: points.before,
  });
  const isFree = held.map((pin) => Number(pin < 0));
  for (let i = 0; i < of.length; i++)
    if (noise[i] && isFree[i] && (points.before[i] as number) < 0) of[i] = -1;
  // What people decided is a cluster however few they are.
  const sizes = weights.map((weight, i) =>
    (pins[i] as number) < 0 ? weight : Math.max(weight, options.leastSize),
  );
  dropSmall(of, sizes, options.leastSize);
  settleByCentres(smoothed, columns, of, { isFree, home: homesOf(of, points.before) });
  const count = dropSmall(of, sizes, options.leastSize);
  const links = new GroupLinks(graph, of, count);
  return { of, count, links, metric, units, ...centresOf({ ...points, units }, of, count) };
}

/** The cluster that most of each row's earlier cluster is in now; -1 where there was none. */
function homesOf(of: Int32Array, before: Int32Array): Int32Array {
  const shared = new Map<number, Map<number, number>>();
  before.forEach((earlier, i) => {
    const now = of[i] as number;
    if (earlier < 0 || now < 0) return;
    const counts = shared.get(earlier) ?? new Map<number, number>();
    shared.set(earlier, counts.set(now, (counts.get(now) ?? 0) + 1));
  });
  const homes = new Map<number, number>();
  for (const [earlier, counts] of shared) {
    const [first] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    if (first) homes.set(earlier, first[0]);
  }
  return before.map((earlier) => homes.get(earlier) ?? -1);
}

/** Pins get odd numbers, needs even ones; -1 where neither is known. */
const numberKnown = ({ pins, needs }: Points): Int32Array =>
  pins.map((pin, i) => {
    const need = needs[i] as number;
    if (pin >= 0) return 2 * pin + 1;
    return need >= 0 ? 2 * need : -1;
  });

/** Rows that are likely of one need: communities of the graph before anything is learnt, and what is known. */
function alikeGroups(points: Points, near: Neighbours): Int32Array {
  const smoothed = diffuse(points.units, points.columns, near);
  const groups = findCommunities(sharedNeighbourGraph(refineNeighbours(smoothed, points.columns, near)));
  const known = numberKnown(points);
  return groups.map((group, i) => ((known[i] as number) >= 0 ? groups.length + (known[i] as number) : group));
}

/** A need that more than this share of the rows with a known need have is too coarse to be a gap by it alone. */
const coarse = 0.15;

/** What keeps rows together: the decisions of people, and known needs with what is surely like them. */
function holdSure({ pins }: Points, known: Int32Array, likely: Likely | undefined): Int32Array {
  if (!likely) return pins;
  const found = new Map<number, number>();
  let all = 0;
  for (const need of known) {
    if (need < 0) continue;
    found.set(need, (found.get(need) ?? 0) + 1);
    all++;
  }
  return known.map((own, i) => {
    const need = likely.need[i] as number;
    const isPin = need >= 0 && need % 2 === 1;
    if ((pins[i] as number) >= 0) return own;
    return likely.isSure[i] && (isPin || (found.get(need) ?? 0) <= coarse * all) ? need : -1;
  });
}

function sideBySide(a: Float32Array, b: Float32Array, columns: number): Float32Array {
  const both = new Float32Array(a.length * 2);
  for (let at = 0; at < a.length; at += columns) {
    both.set(a.subarray(at, at + columns), 2 * at);
    both.set(b.subarray(at, at + columns), 2 * at + columns);
  }
  return both;
}

/** Grows slowly with the number of rows: 8 to 25. */
const neighbourCount = (rows: number) => Math.max(8, Math.min(25, Math.round(Math.sqrt(rows) / 5.5)));

const diffusion = { steps: 3, share: 0.8 };

/** Each row moves towards the mean of its neighbours, which pulls apart what few neighbours join. */
function diffuse(
  units: Float32Array,
  columns: number,
  { rows, k, ids, similarities }: Neighbours,
): Float32Array {
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
