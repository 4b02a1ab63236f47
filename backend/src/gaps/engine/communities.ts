import type { Neighbours } from './neighbours.js';

/** An undirected weighted graph; every edge stands at both of its ends. */
export interface Graph {
  nodes: number;
  starts: Uint32Array;
  ends: Int32Array;
  weights: Float64Array;
  /** Weight of the loop at each node, counted once. */
  loops: Float64Array;
}

/**
 * Joins every row with its neighbours; the weight is the share of neighbours that both have (Jaccard, with
 * themselves), which is the same scale in dense and in sparse places.
 */
export function sharedNeighbourGraph({ rows, k, ids, similarities }: Neighbours): Graph {
  const sets = Array.from({ length: rows }, (_, i) => {
    const set = new Set<number>([i]);
    for (let at = i * k; at < (i + 1) * k; at++) {
      if ((ids[at] as number) >= 0 && (similarities[at] as number) > 0) set.add(ids[at] as number);
    }
    return set;
  });
  const edges: Map<number, number>[] = Array.from({ length: rows }, () => new Map());
  sets.forEach((mine, i) => {
    for (const j of mine) {
      if (j === i || edges[i]?.has(j)) continue;
      const theirs = sets[j] as Set<number>;
      let shared = 0;
      for (const id of mine) if (theirs.has(id)) shared++;
      const weight = shared / (mine.size + theirs.size - shared);
      edges[i]?.set(j, weight);
      edges[j]?.set(i, weight);
    }
  });
  return packGraph(edges, new Float64Array(rows));
}

function packGraph(edges: readonly Map<number, number>[], loops: Float64Array): Graph {
  const starts = new Uint32Array(edges.length + 1);
  edges.forEach((row, i) => {
    starts[i + 1] = (starts[i] as number) + row.size;
  });
  const ends = new Int32Array(starts[edges.length] as number);
  const weights = new Float64Array(ends.length);
  edges.forEach((row, i) => {
    let at = starts[i] as number;
    for (const [j, weight] of row) {
      ends[at] = j;
      weights[at++] = weight;
    }
  });
  return { nodes: edges.length, starts, ends, weights, loops };
}

/** What is known before: both by node, -1 where nothing is. */
export interface Known {
  /** Nodes of the same pin are one community, nodes of different pins are never in one. */
  pins: Int32Array;
  /** Community in which the search begins. */
  start: Int32Array;
}

/**
 * Community of every node by modularity (Louvain: Blondel et al. 2008), then cut into connected parts, which
 * Louvain does not promise. No number of communities is given; a higher resolution makes more.
 */
export function findCommunities(graph: Graph, resolution = 1, known?: Known): Int32Array {
  const community = known ? gatherPinned(known.pins) : Int32Array.from({ length: graph.nodes }, (_, i) => i);
  const lift = (of: Int32Array) => {
    for (let i = 0; i < community.length; i++) community[i] = of[community[i] as number] as number;
  };
  let level = known ? contract(graph, community, renumber(community)) : graph;
  let pins: Int32Array = new Int32Array(level.nodes).fill(-1);
  let start: Int32Array = Int32Array.from({ length: level.nodes }, (_, i) => i);
  if (known) {
    for (let i = 0; i < graph.nodes; i++) pins[community[i] as number] = known.pins[i] as number;
    start = startOf(known, community, pins);
  }
  for (;;) {
    const moved = moveNodes(level, resolution, pins, start);
    if (!moved) break;
    const parts = connectedParts(level, moved);
    const count = renumber(parts);
    if (count === level.nodes) break;
    lift(parts);
    const carried = new Int32Array(count).fill(-1);
    for (let i = 0; i < pins.length; i++) {
      if ((pins[i] as number) >= 0) carried[parts[i] as number] = pins[i] as number;
    }
    level = contract(level, parts, count);
    pins = carried;
    start = Int32Array.from({ length: count }, (_, i) => i);
  }
  renumber(community);
  return community;
}

/** One number for all nodes of a pin, one for every other node. */
function gatherPinned(pins: Int32Array): Int32Array {
  const first = new Map<number, number>();
  return Int32Array.from(pins, (pin, i) => {
    if (pin < 0) return i;
    const found = first.get(pin) ?? i;
    first.set(pin, found);
    return found;
  });
}

/** Where each contracted node begins; a pinned one alone, so that no beginning holds two pins. */
function startOf({ start }: Known, contracted: Int32Array, pins: Int32Array): Int32Array {
  const beginning = Int32Array.from(pins, (_, i) => i);
  const first = new Map<number, number>();
  contracted.forEach((node, i) => {
    const group = start[i] as number;
    if (group < 0 || (pins[node] as number) >= 0) return;
    if (!first.has(group)) first.set(group, node);
    beginning[node] = first.get(group) as number;
  });
  return beginning;
}

/**
 * Moves each node, in order, to the neighbouring community that gains most, from `start` on, whose numbers are
 * nodes; undefined when every node stayed alone.
 */
function moveNodes(
  { nodes, starts, ends, weights, loops }: Graph,
  resolution: number,
  pins: Int32Array,
  start: Int32Array,
): Int32Array | undefined {
  const degree = new Float64Array(nodes);
  let total = 0;
  for (let i = 0; i < nodes; i++) {
    let sum = 2 * (loops[i] as number);
    for (let at = starts[i] as number; at < (starts[i + 1] as number); at++) sum += weights[at] as number;
    degree[i] = sum;
    total += sum;
  }
  if (total === 0) return undefined;
  const community = start.slice();
  const inside = new Float64Array(nodes);
  const pinOf = new Int32Array(nodes).fill(-1);
  for (let i = 0; i < nodes; i++) {
    const home = community[i] as number;
    inside[home] = (inside[home] as number) + (degree[i] as number);
    if ((pins[i] as number) >= 0) pinOf[home] = pins[i] as number;
  }
  const towards = new Float64Array(nodes);
  const touched: number[] = [];
  for (let pass = 0; pass < 50; pass++) {
    let moved = false;
    for (let i = 0; i < nodes; i++) {
      const home = community[i] as number;
      const pin = pins[i] as number;
      for (let at = starts[i] as number; at < (starts[i + 1] as number); at++) {
        const c = community[ends[at] as number] as number;
        if (towards[c] === 0) touched.push(c);
        towards[c] = (towards[c] as number) + (weights[at] as number);
      }
      const own = degree[i] as number;
      inside[home] = (inside[home] as number) - own;
      const gain = (c: number) => (towards[c] as number) - (resolution * own * (inside[c] as number)) / total;
      let best = home;
      let most = gain(home);
      for (const c of touched) {
        if (c !== home && pin >= 0 && (pinOf[c] as number) >= 0) continue;
        const here = gain(c);
        if (here > most + 1e-12) {
          most = here;
          best = c;
        }
      }
      inside[best] = (inside[best] as number) + own;
      if (best !== home) {
        if (pin >= 0) {
          pinOf[home] = -1;
          pinOf[best] = pin;
        }
        community[i] = best;
        moved = true;
      }
      for (const c of touched) towards[c] = 0;
      touched.length = 0;
    }
    if (!moved) break;
  }
  return community.every((c, i) => c === i) ? undefined : community;
}

/** Numbers communities in the order of their first node; answers how many there are. */
function renumber(community: Int32Array): number {
  const numbers = new Map<number, number>();
  for (let i = 0; i < community.length; i++) {
    const old = community[i] as number;
    let number = numbers.get(old);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(old, number);
    }
    community[i] = number;
  }
  return numbers.size;
}

/** The graph whose nodes are the communities. */
function contract(
  { nodes, starts, ends, weights, loops }: Graph,
  community: Int32Array,
  count: number,
): Graph {
  const edges: Map<number, number>[] = Array.from({ length: count }, () => new Map());
  const merged = new Float64Array(count);
  for (let i = 0; i < nodes; i++) {
    const from = community[i] as number;
    merged[from] = (merged[from] as number) + (loops[i] as number);
    for (let at = starts[i] as number; at < (starts[i + 1] as number); at++) {
      const to = community[ends[at] as number] as number;
      const weight = weights[at] as number;
      if (from === to) merged[from] = (merged[from] as number) + weight / 2;
      else edges[from]?.set(to, (edges[from]?.get(to) ?? 0) + weight);
    }
  }
  return packGraph(edges, merged);
}

function connectedParts({ nodes, starts, ends }: Graph, community: Int32Array): Int32Array {
  const part = new Int32Array(nodes).fill(-1);
  let parts = 0;
  for (let first = 0; first < nodes; first++) {
    if (part[first] !== -1) continue;
    const stack = [first];
    part[first] = parts;
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      for (let at = starts[i] as number; at < (starts[i + 1] as number); at++) {
        const j = ends[at] as number;
        if (part[j] !== -1 || community[j] !== community[first]) continue;
        part[j] = parts;
        stack.push(j);
      }
    }
    parts++;
  }
  return part;
}

/** How strongly groups of nodes hang together, against what the strengths of their nodes alone would give. */
export class GroupLinks {
  private readonly between = new Map<number, number>();
  private readonly strength: Float64Array;
  private total = 0;

  /** Nodes of group -1 count for the total only. */
  constructor(
    { nodes, starts, ends, weights }: Graph,
    group: Int32Array,
    private readonly count: number,
  ) {
    this.strength = new Float64Array(count);
    for (let i = 0; i < nodes; i++) {
      const from = group[i] as number;
      for (let at = starts[i] as number; at < (starts[i + 1] as number); at++) {
        const weight = weights[at] as number;
        const to = group[ends[at] as number] as number;
        this.total += weight;
        if (from < 0) continue;
        this.strength[from] = (this.strength[from] as number) + weight;
        if (to >= 0 && to !== from) this.add(from, to, weight);
      }
    }
  }

  private add(from: number, to: number, weight: number): void {
    const place = from * this.count + to;
    this.between.set(place, (this.between.get(place) ?? 0) + weight);
  }

  /** 1: as many links between both lists of groups as chance would give. */
  ratio(a: readonly number[], b: readonly number[]): number {
    const links = a.flatMap((from) => b.map((to) => this.between.get(from * this.count + to) ?? 0));
    const strengthOf = (list: readonly number[]) =>
      list.reduce((sum, i) => sum + (this.strength[i] as number), 0);
    const expected = (strengthOf(a) * strengthOf(b)) / Math.max(this.total, 1e-9);
    return expected === 0 ? 0 : links.reduce((sum, weight) => sum + weight, 0) / expected;
  }
}
