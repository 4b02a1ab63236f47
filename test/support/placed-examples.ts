import { findNeighbours } from '../../backend/src/gaps/engine/neighbours.js';
import type { Example, QueueGap } from '../../backend/src/review/example.js';
import { orderExamples } from '../../backend/src/review/order.js';
import type { Queued } from '../../backend/src/review/queued.js';

const columns = 3;
const k = 8;

export interface Placed extends Partial<Example> {
  /** Direction in the plane, in degrees. */
  at: number;
}

/** Examples of gap `g`, of which nothing is known but what is said, on a circle: those of near angles are alike. */
export function placed(rows: readonly Placed[]) {
  const examples = rows.map(
    ({ at: _, ...more }, i): Example => ({
      handoffKey: `h${i}`,
      text: `text ${i}`,
      botIntent: null,
      failedCode: null,
      resolved: null,
      gap: 'g',
      centrality: 0.5,
      alsoIn: false,
      said: null,
      leftOut: null,
      ...more,
    }),
  );
  const units = Float32Array.from(
    rows.flatMap(({ at }) => [Math.cos((at * Math.PI) / 180), Math.sin((at * Math.PI) / 180), 0]),
  );
  return { examples, near: findNeighbours(units, columns, k) };
}

export const gap: QueueGap = { id: 'g', intent: 'lost_card', known: true, priority: 10 };
export const order = (rows: readonly Placed[], gaps: readonly QueueGap[] = [gap]): Queued[] => {
  const { examples, near } = placed(rows);
  return orderExamples(examples, new Map(gaps.map((one) => [one.id, one])), near);
};
export const around = (centre: number, count: number, more: Partial<Example> = {}): Placed[] =>
  Array.from({ length: count }, (_, i) => ({ at: centre + i / 2, ...more }));
export const reviewed = (intent: string | null, alone = false): Partial<Example> => ({
  said: { intent, alone },
});
export const keys = (queued: readonly Queued[], kind: Queued['kind']) =>
  queued.filter((one) => one.kind === kind).map(({ handoffKey }) => handoffKey);
