import type { z } from 'zod';
import type { lineageGraph } from '../../contract/gaps.js';
import type { GapEvent, Passage } from './trace-events.js';

export type LineageGraph = z.output<typeof lineageGraph>;

/** A gap at a run, as it is stored. */
export interface LineageNode {
  gap_id: string;
  name: string;
  run_id: number;
  at: Date;
  event: string;
  size: number;
  parents: Passage[];
}

/** Nodes as they were stored, oldest first; each edge begins at the last node of the gap it comes from. */
export function drawLineage(rows: readonly LineageNode[]): LineageGraph {
  const last = new Map<string, { gap: string; run: number }>();
  const edges: LineageGraph['edges'] = [];
  const byRun = new Map<number, LineageNode[]>();
  for (const row of rows) byRun.set(row.run_id, [...(byRun.get(row.run_id) ?? []), row]);
  for (const [run, nodes] of byRun) {
    for (const { gap_id: gap, parents } of nodes) {
      const own = last.get(gap);
      if (own)
        edges.push({ from: own, to: { gap, run }, shared: null, shareOfParent: null, shareOfChild: null });
      for (const { id, ...shares } of parents) {
        const from = last.get(id);
        if (from) edges.push({ from, to: { gap, run }, ...shares });
      }
    }
    for (const { gap_id: gap } of nodes) last.set(gap, { gap, run });
  }
  return {
    nodes: rows.map(({ gap_id, name, run_id, at, event, size }) => ({
      gap: gap_id,
      name,
      run: run_id,
      at: at.toISOString(),
      event: event as GapEvent['event'],
      size,
    })),
    edges,
  };
}
