import { createHash } from 'node:crypto';
import type { Split } from './example.js';

/** Uniform in [0, 1), the same for the same text in every version. */
export const lotOf = (text: string): number =>
  createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;

/** The places of those that are kept when no label may have more than `most`: drawn by lot, the same lot in every version. */
export function limitLabels(
  examples: readonly { id: string; label: string }[],
  most: number | undefined,
): Set<number> {
  if (most === undefined) return new Set(examples.keys());
  const byLabel = new Map<string, number[]>();
  examples.forEach(({ label }, i) => {
    const places = byLabel.get(label);
    if (places) places.push(i);
    else byLabel.set(label, [i]);
  });
  const lots = examples.map(({ id }) => lotOf(`balance ${id}`));
  return new Set(
    [...byLabel.values()].flatMap((places) =>
      places.sort((a, b) => (lots[a] as number) - (lots[b] as number)).slice(0, most),
    ),
  );
}

/** Weights by which every label counts the same in training; their mean is 1. */
export function weighLabels(examples: readonly { label: string; split: Split }[]): Map<string, number> {
  const counts = new Map<string, number>();
  let all = 0;
  for (const { label, split } of examples) {
    if (split !== 'train') continue;
    counts.set(label, (counts.get(label) ?? 0) + 1);
    all += 1;
  }
  return new Map([...counts].map(([label, count]) => [label, round(all / (counts.size * count))]));
}

const round = (value: number) => Math.round(value * 1e6) / 1e6;
