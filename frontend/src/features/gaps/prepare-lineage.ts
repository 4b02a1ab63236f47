import type { Gap } from './gap-words';

export interface LineageNode {
  key: string;
  gap: string;
  name: string;
  event: Gap['lineageGraph']['nodes'][number]['event'];
  size: number;
  at: string;
  x: number;
  y: number;
  radius: number;
}
export interface LineageEdge {
  key: string;
  from: LineageNode;
  to: LineageNode;
  /** Width of the line, px. */
  width: number;
  words: string;
}
export interface LineageDrawing {
  nodes: LineageNode[];
  edges: LineageEdge[];
  /** The gaps from top to bottom, this one first. */
  rows: { gap: string; name: string; y: number }[];
  /** Gaps that share fewer escalations with it than any that is drawn, or only through others. */
  notDrawn: number;
  width: number;
  height: number;
}

const column = 72;
const row = 44;
const margin = 22;
const largest = 14;
/** Other gaps that are drawn: more are a tangle that says nothing. */
const mostKin = 6;

const keyOf = ({ gap, run }: { gap: string; run: number }) => `${gap} ${run}`;

type Graph = Gap['lineageGraph'];

/** The other gaps of its lineage that it shares escalations with, the most first, and how many there are at all. */
function kinOf(id: string, { nodes, edges }: Graph): { nearest: string[]; all: number } {
  const shared = new Map<string, number>(nodes.filter(({ gap }) => gap !== id).map(({ gap }) => [gap, 0]));
  for (const { from, to, shared: n } of edges) {
    const other = from.gap === id ? to.gap : to.gap === id ? from.gap : undefined;
    if (other !== undefined && shared.has(other)) shared.set(other, (shared.get(other) ?? 0) + (n ?? 0));
  }
  const nearest = [...shared].filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]);
  return { nearest: nearest.slice(0, mostKin).map(([gap]) => gap), all: shared.size };
}

/** Places of runs and gaps: time runs to the right, each gap keeps its row, an area is a number of escalations. */
export function prepareLineage({ id, lineageGraph }: Pick<Gap, 'id' | 'lineageGraph'>): LineageDrawing {
  const kin = kinOf(id, lineageGraph);
  const gaps = [id, ...kin.nearest];
  const nodes = lineageGraph.nodes.filter(({ gap }) => gaps.includes(gap));
  const runs = [...new Set(nodes.map(({ run }) => run))].sort((a, b) => a - b);
  const most = Math.max(1, ...nodes.map(({ size }) => size));
  const placed = nodes.map(
    (node): LineageNode => ({
      ...node,
      key: keyOf(node),
      x: margin + runs.indexOf(node.run) * column,
      y: margin + gaps.indexOf(node.gap) * row,
      radius: Math.max(3, largest * Math.sqrt(node.size / most)),
    }),
  );
  const byKey = new Map(placed.map((node) => [node.key, node]));
  return {
    nodes: placed,
    edges: lineageGraph.edges.flatMap(({ from, to, shared, shareOfParent }) => {
      const [start, end] = [byKey.get(keyOf(from)), byKey.get(keyOf(to))];
      if (!start || !end) return [];
      return {
        key: `${start.key} ${end.key}`,
        from: start,
        to: end,
        width: shareOfParent === null ? 2 : Math.max(1, 8 * shareOfParent),
        words: shared === null ? 'continued' : `${shared} of its escalations`,
      };
    }),
    rows: gaps.map((gap, i) => ({
      gap,
      name: nodes.findLast((node) => node.gap === gap)?.name ?? gap,
      y: margin + i * row,
    })),
    notDrawn: kin.all - kin.nearest.length,
    width: 2 * margin + Math.max(0, runs.length - 1) * column,
    height: 2 * margin + Math.max(0, gaps.length - 1) * row,
  };
}
