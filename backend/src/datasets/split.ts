import { createHash } from 'node:crypto';
import { normalise, tokenise } from '../gaps/text.js';
import type { Split } from './example.js';

export interface Splittable {
  conversation: string;
  text: string;
  label: string;
}

export type Shares = Record<Split, number>;

/** Texts of the same words, in whatever order and number, are near-duplicates. */
export const nearKey = (text: string): string => [...new Set(tokenise(normalise(text)))].sort().join(' ');

/**
 * Which side each example goes to. Examples of one conversation, or with near-duplicate texts, go together: what
 * is tested was not trained. The side follows from a digest of the words, so that an example keeps its side in
 * later versions; a label that has none in training gets its first group there.
 */
export function assignSplits(examples: readonly Splittable[], shares: Shares): Split[] {
  const groups = groupTogether(examples);
  const places = new Map<number, number>();
  examples.forEach((example, i) => {
    const group = groups[i] as number;
    places.set(
      group,
      Math.min(places.get(group) ?? Number.POSITIVE_INFINITY, placeOf(nearKey(example.text))),
    );
  });
  const sides = new Map([...places].map(([group, place]) => [group, sideAt(place, shares)]));
  if (shares.train > 0) keepLabelsInTraining(examples, groups, places, sides);
  return groups.map((group) => sides.get(group) ?? 'train');
}

/** Uniform in [0, 100). */
const placeOf = (key: string): number =>
  (createHash('sha256').update(key).digest().readUInt32BE() / 2 ** 32) * 100;

function sideAt(place: number, { train, validation }: Shares): Split {
  if (place < train) return 'train';
  return place < train + validation ? 'validation' : 'test';
}

/** A number per example, the same for those that belong together. */
function groupTogether(examples: readonly Splittable[]): number[] {
  const parent = examples.map((_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number;
      at = parent[at] as number;
    }
    return at;
  };
  const first = new Map<string, number>();
  examples.forEach(({ conversation, text }, i) => {
    for (const key of [`conversation ${conversation}`, `words ${nearKey(text)}`]) {
      const other = first.get(key);
      if (other === undefined) first.set(key, i);
      else parent[root(i)] = root(other);
    }
  });
  return parent.map((_, i) => root(i));
}

function keepLabelsInTraining(
  examples: readonly Splittable[],
  groups: readonly number[],
  places: ReadonlyMap<number, number>,
  sides: Map<number, Split>,
): void {
  const best = new Map<string, number>();
  const trained = new Set<string>();
  examples.forEach(({ label }, i) => {
    const group = groups[i] as number;
    if (sides.get(group) === 'train') trained.add(label);
    const known = best.get(label);
    if (known === undefined || (places.get(group) ?? 0) < (places.get(known) ?? 0)) best.set(label, group);
  });
  for (const [label, group] of best) if (!trained.has(label)) sides.set(group, 'train');
}
