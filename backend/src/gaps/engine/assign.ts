import { type Escalation, type Stream, streamOf } from './escalation.js';
import { applyMetric } from './metric.js';
import { dot } from './neighbours.js';
import { embed, type Space } from './space.js';
import type { DenseMatrix } from './svd.js';

/** What a run leaves behind, so that new escalations find their gaps without another run. */
export interface GapModel {
  space: Space;
  streams: StreamModel[];
}

export interface StreamModel {
  stream: Stream;
  metric: DenseMatrix;
  /** Unit vectors, a few per gap: what its escalations are like. */
  prototypes: Float32Array;
  /** Gap of each prototype, by its place in the run's list. */
  gaps: Int32Array;
  /** Least similarity to a prototype, by prototype, with which an escalation belongs to its gap. */
  floors: Float32Array;
}

export interface Assignment {
  handoffKey: string;
  /** Place in the run's list of gaps, nearest first; none when it is unlike all of them, several for several needs. */
  gaps: { gap: number; similarity: number }[];
}

/** Another gap is nearly as near with this share of the similarity to the nearest. */
const nearly = 0.92;
/** An escalation of whose terms fewer than this share were heard before is unlike every gap, whatever the few say. */
const leastHeard = 1 / 3;
/** Vectors made at a time. */
const batch = 2_000;

/** The gaps of escalations, in their order. A few thousand per second. */
export function assign(
  model: GapModel,
  escalations: readonly Escalation[],
  dense?: ReadonlyMap<string, Float32Array>,
): Assignment[] {
  const found: Assignment[] = [];
  for (let from = 0; from < escalations.length; from += batch) {
    found.push(...assignBatch(model, escalations.slice(from, from + batch), dense));
  }
  return found;
}

function assignBatch(
  { space, streams }: GapModel,
  escalations: readonly Escalation[],
  dense: ReadonlyMap<string, Float32Array> | undefined,
): Assignment[] {
  const said = escalations.map(({ handoffKey, text, intent, failedCode }) => ({
    text: text ?? '',
    evidence: { intent, failedCode },
    dense: dense?.get(handoffKey),
  }));
  const { units, columns, heard } = embed(space, said);
  const found = escalations.map(({ handoffKey }): Assignment => ({ handoffKey, gaps: [] }));
  for (const part of streams) {
    const rows = [...escalations.keys()].filter((i) => {
      const isKnown = (heard[i] as number) >= leastHeard || said[i]?.dense !== undefined;
      return isKnown && streamOf(escalations[i]?.reason ?? null) === part.stream;
    });
    const moved = applyMetric(takeRows(units, columns, rows), part.metric);
    rows.forEach((row, at) => {
      (found[row] as Assignment).gaps.push(...nearGaps(part, moved, at * columns, columns));
    });
  }
  for (const one of found) one.gaps = rankNeeds(one.gaps);
  return found;
}

export function takeRows(units: Float32Array, columns: number, rows: readonly number[]): Float32Array {
  const taken = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => {
    taken.set(units.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return taken;
}

/** The gaps that a row is near enough to. */
export function nearGaps(
  { prototypes, gaps, floors }: StreamModel,
  units: Float32Array,
  from: number,
  columns: number,
): Assignment['gaps'] {
  const best = new Map<number, number>();
  gaps.forEach((gap, p) => {
    const similarity = dot(units, from, prototypes, p * columns, columns);
    if (similarity >= (floors[p] as number) && similarity > (best.get(gap) ?? 0)) best.set(gap, similarity);
  });
  return [...best].map(([gap, similarity]) => ({
    gap,
    similarity: Math.round(Math.min(1, similarity) * 1e4) / 1e4,
  }));
}

const mostNeeds = 3;

/** The nearest gap, and others nearly as near. */
export function rankNeeds(near: Assignment['gaps']): Assignment['gaps'] {
  const most = near.reduce((highest, { similarity }) => Math.max(highest, similarity), 0);
  return near
    .filter(({ similarity }) => similarity >= nearly * most)
    .sort((a, b) => b.similarity - a.similarity || a.gap - b.gap)
    .slice(0, mostNeeds);
}
