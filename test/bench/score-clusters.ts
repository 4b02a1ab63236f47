export interface Score {
  /** Normalised mutual information, arithmetic mean of both entropies. */
  nmi: number;
  /** Adjusted Rand index (Hubert and Arabie 1985). */
  ari: number;
  /** Share that agrees under the best one-to-one assignment of clusters to classes. */
  accuracy: number;
  clusters: number;
}

/** How well clusters match classes, each measure in percent. */
export function scoreClusters(clusters: readonly number[], classes: readonly string[]): Score {
  const table = contingency(clusters, classes);
  const total = clusters.length;
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = (table[0] ?? []).map((_, j) => table.reduce((sum, row) => sum + (row[j] ?? 0), 0));
  const entropy = (counts: readonly number[]) =>
    -counts.reduce((sum, count) => sum + (count / total) * Math.log(count / total), 0);
  let mutual = 0;
  let pairs = 0;
  table.forEach((row, i) => {
    row.forEach((count, j) => {
      pairs += pairsOf(count);
      if (count > 0)
        mutual += (count / total) * Math.log((count * total) / ((rows[i] ?? 1) * (columns[j] ?? 1)));
    });
  });
  const [rowPairs, columnPairs] = [rows, columns].map((counts) =>
    counts.reduce((sum, n) => sum + pairsOf(n), 0),
  );
  const expected = ((rowPairs ?? 0) * (columnPairs ?? 0)) / pairsOf(total);
  return {
    nmi: (200 * mutual) / (entropy(rows) + entropy(columns)),
    ari: (100 * (pairs - expected)) / (((rowPairs ?? 0) + (columnPairs ?? 0)) / 2 - expected),
    accuracy: (100 * bestAssignment(table)) / total,
    clusters: table.length,
  };
}

const pairsOf = (count: number) => (count * (count - 1)) / 2;

function contingency(clusters: readonly number[], classes: readonly string[]): number[][] {
  const row = numbering(clusters);
  const column = numbering(classes);
  const table = Array.from({ length: row.size }, () => new Array<number>(column.size).fill(0));
  clusters.forEach((cluster, i) => {
    const counts = table[row.get(cluster) ?? 0];
    const at = column.get(classes[i] ?? '') ?? 0;
    if (counts) counts[at] = (counts[at] ?? 0) + 1;
  });
  return table;
}

function numbering<T>(values: readonly T[]): Map<T, number> {
  const numbers = new Map<T, number>();
  for (const value of values) if (!numbers.has(value)) numbers.set(value, numbers.size);
  return numbers;
}

/** Largest sum of one cell per row and column: the Hungarian method with potentials, O(n³). */
function bestAssignment(table: readonly (readonly number[])[]): number {
  const n = Math.max(table.length, table[0]?.length ?? 0);
  const cost = (i: number, j: number) => -(table[i - 1]?.[j - 1] ?? 0);
  const [u, v, rowOf, way] = Array.from({ length: 4 }, () => new Array<number>(n + 1).fill(0)) as [
    number[],
    number[],
    number[],
    number[],
  ];
  const at = (list: readonly number[], i: number) => list[i] as number;
  for (let row = 1; row <= n; row++) {
    rowOf[0] = row;
    let column = 0;
    const least = new Array<number>(n + 1).fill(Number.POSITIVE_INFINITY);
    const used = new Array<boolean>(n + 1).fill(false);
    do {
      used[column] = true;
      const i = at(rowOf, column);
      let delta = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let j = 1; j <= n; j++) {
        if (used[j]) continue;
        const reduced = cost(i, j) - at(u, i) - at(v, j);
        if (reduced < at(least, j)) {
          least[j] = reduced;
          way[j] = column;
        }
        if (at(least, j) < delta) {
          delta = at(least, j);
          next = j;
        }
      }
      for (let j = 0; j <= n; j++) {
        if (used[j]) {
          u[at(rowOf, j)] = at(u, at(rowOf, j)) + delta;
          v[j] = at(v, j) - delta;
        } else least[j] = at(least, j) - delta;
      }
      column = next;
    } while (at(rowOf, column) !== 0);
    do {
      const before = at(way, column);
      rowOf[column] = at(rowOf, before);
      column = before;
    } while (column !== 0);
  }
  let sum = 0;
  for (let j = 1; j <= n; j++) sum -= cost(at(rowOf, j), j);
  return sum;
}
