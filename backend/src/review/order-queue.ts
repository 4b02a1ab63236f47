import { applyMetric } from '../gaps/engine/metric.js';
import { decodeModel } from '../gaps/engine/model-bytes.js';
import { findNeighbours } from '../gaps/engine/neighbours.js';
import { embed } from '../gaps/engine/space.js';
import type { Example, QueueGap } from './example.js';
import { orderExamples } from './order.js';
import type { Queued } from './queued.js';

export interface Question {
  examples: readonly Example[];
  gaps: readonly QueueGap[];
  /** What the last run of the gaps left behind: for `decodeModel`. */
  model: Uint8Array;
  /** By handoff key, where the run used an embedder's vectors. */
  dense?: ReadonlyMap<string, Float32Array> | undefined;
}

const neighbours = 15;

/** Orders what is to be reviewed by what the words are like in the space of the last run. */
export function orderQueue({ examples, gaps, model, dense }: Question): Queued[] {
  const { space, streams } = decodeModel(Buffer.from(model));
  const said = examples.map(({ handoffKey, text, botIntent, failedCode }) => ({
    text,
    evidence: { intent: botIntent, failedCode },
    dense: dense?.get(handoffKey),
  }));
  const { units, columns } = embed(space, said);
  const metric = streams.find(({ stream }) => stream === 'capability')?.metric;
  const moved = metric ? applyMetric(units, metric) : units;
  const near = findNeighbours(moved, columns, neighbours);
  return orderExamples(examples, new Map(gaps.map((gap) => [gap.id, gap])), near);
}
