import type { Graph } from './communities.js';
import { groupByCentres } from './kmeans.js';
import type { Neighbours } from './neighbours.js';

/** A partition that has its say on which rows belong together; rows of -1 abstain. */
interface Vote {
  of: Int32Array;
  weight: number;
}

/** Numbers of groups that are tried, relative to the number of communities of the graph. */
const granularities = [1, 1.5];
/** What is known of needs has as many votes as all granularities together. */
const knowing = granularities.length;
/** An earlier run has several times as many: who is in a gap is to stay there unless much speaks against it. */
const earlier = 8 * knowing;

/** Partitions by centres, from `usual` many groups on, with that of an earlier run and that of known needs. */
export function gatherVotes(rows: {
  smoothed: Float32Array;
  columns: number;
  close: Neighbours;
  usual: number;
  before: Int32Array;
  likely: Int32Array | undefined;
}): Vote[] {
  const { smoothed, columns, close, usual, before, likely } = rows;
  const votes: Vote[] = granularities.map((share, i) => {
    const count = Math.min(close.rows, Math.max(1, Math.round(usual * share)));
    return { of: groupByCentres(smoothed, columns, close, count, i + 1), weight: 1 };
  });
  if (before.some((group) => group >= 0)) votes.push({ of: before, weight: earlier });
  if (likely) votes.push({ of: likely, weight: knowing });
  return votes;
}

/** The graph with each edge weighing the share of votes that its ends are one group; edges without any are gone. */
export function voteGraph(graph: Graph, votes: readonly Vote[]): Graph {
  const weights = graph.weights.map(() => 0);
  for (let i = 0; i < graph.nodes; i++) {
    for (let at = graph.starts[i] as number; at < (graph.starts[i + 1] as number); at++) {
      weights[at] = agreement(i, graph.ends[at] as number, votes);
    }
  }
  return { ...graph, weights };
}

function agreement(i: number, j: number, votes: readonly Vote[]): number {
  let agreed = 0;
  let cast = 0;
  for (const { of, weight } of votes) {
    if ((of[i] as number) < 0 || (of[j] as number) < 0) continue;
    cast += weight;
    if (of[i] === of[j]) agreed += weight;
  }
  return cast === 0 ? 0 : agreed / cast;
}
