import { normalise, tokenise } from '../gaps/words/text.js';
import { lotOf } from './balance.js';
import type { Split } from './example.js';

export interface Splittable {
  conversation: string;
  text: string;
  label: string;
  /** Nothing is tested or validated with it, nor with what goes together with it. */
  trainOnly?: boolean;
}

export type Shares = Record<Split, number>;

/** Texts of the same words, in whatever order and number, are near-duplicates. */
export const nearKey = (text: string): string => [...new Set(tokenise(normalise(text)))].sort().join(' ');

/** What is split: all of one key go together, and their side follows from the lot. */
interface Keyed {
  keys: readonly string[];
  /** Uniform in [0, 1), the same in every version. */
  lot: number;
  label: string;
  trainOnly?: boolean | undefined;
}

/**
 * Which side each example goes to. Examples of one conversation, or with near-duplicate texts (`near`: further pairs of
 * them), go together: what is tested was not trained.
 */
export function assignSplits(
  examples: readonly Splittable[],
  shares: Shares,
  near: readonly (readonly [number, number])[] = [],
): Split[] {
  const keyed = examples.map(({ conversation, text, label, trainOnly }) => {
    const words = nearKey(text);
    return { keys: [`conversation ${conversation}`, `words ${words}`], lot: lotOf(words), label, trainOnly };
  });
  return assignByLot(keyed, shares, near);
}

/**
 * The side follows from a digest of the words, or of whose they are, so that an example keeps its side in later
 * versions; only where that leaves a label without its part, a group of it changes sides.
 */
export function assignByLot(
  examples: readonly Keyed[],
  shares: Shares,
  near: readonly (readonly [number, number])[] = [],
): Split[] {
  const groups = groupTogether(examples, near);
  const places = new Map<number, number>();
  examples.forEach(({ lot }, i) => {
    const group = groups[i] as number;
    places.set(group, Math.min(places.get(group) ?? Number.POSITIVE_INFINITY, 100 * lot));
  });
  const bound = new Set(groups.filter((_, i) => examples[i]?.trainOnly));
  const sides = new Map(
    [...places].map(([group, place]) => [group, bound.has(group) ? 'train' : sideAt(place, shares)]),
  );
  if (shares.train > 0) keepLabelsInTraining(examples, groups, places, sides);
  stratify(examples, groups, places, sides, { shares, bound });
  return groups.map((group) => sides.get(group) ?? 'train');
}

/** The earliest are trained with, the latest are tested with; a group stands where its latest stands. */
export function assignByTime(
  examples: readonly { keys: readonly string[]; at: number }[],
  shares: Shares,
): Split[] {
  const groups = groupTogether(examples, []);
  const latest = new Map<number, { at: number; size: number; key: string }>();
  examples.forEach(({ at, keys }, i) => {
    const group = groups[i] as number;
    const known = latest.get(group) ?? { at, size: 0, key: keys[0] ?? '' };
    latest.set(group, { ...known, at: Math.max(known.at, at), size: known.size + 1 });
  });
  const ordered = [...latest].sort(([, a], [, b]) => a.at - b.at || (a.key < b.key ? -1 : 1));
  const sides = new Map<number, Split>();
  let before = 0;
  for (const [group, { size }] of ordered) {
    sides.set(group, sideAt((100 * (before + size / 2)) / examples.length, shares));
    before += size;
  }
  return groups.map((group) => sides.get(group) ?? 'train');
}

function sideAt(place: number, { train, validation }: Shares): Split {
  if (place < train) return 'train';
  return place < train + validation ? 'validation' : 'test';
}

/** A number per example, the same for those that belong together. */
function groupTogether(
  examples: readonly Pick<Keyed, 'keys'>[],
  near: readonly (readonly [number, number])[],
): number[] {
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
  examples.forEach(({ keys }, i) => {
    for (const key of keys) {
      const other = first.get(key);
      if (other === undefined) first.set(key, i);
      else parent[root(i)] = root(other);
    }
  });
  for (const [a, b] of near) parent[root(a)] = root(b);
  return parent.map((_, i) => root(i));
}

function keepLabelsInTraining(
  examples: readonly Pick<Keyed, 'label'>[],
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

/** A label that has, on a side, less than half of what its number gives that side, gets groups of its training there. */
function stratify(
  examples: readonly Pick<Keyed, 'label'>[],
  groups: readonly number[],
  places: ReadonlyMap<number, number>,
  sides: Map<number, Split>,
  { shares, bound }: { shares: Shares; bound: ReadonlySet<number> },
): void {
  const labels = new Map<string, Map<number, number>>();
  const mixed = new Set<number>();
  const labelOf = new Map<number, string>();
  examples.forEach(({ label }, i) => {
    const group = groups[i] as number;
    if ((labelOf.get(group) ?? label) !== label) mixed.add(group);
    labelOf.set(group, label);
    const sizes = labels.get(label) ?? new Map<number, number>();
    labels.set(label, sizes.set(group, (sizes.get(group) ?? 0) + 1));
  });
  for (const sizes of labels.values()) {
    const all = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const side of ['validation', 'test'] as const) {
      const least = Math.ceil(Math.floor((all * shares[side]) / 100) / 2);
      let missing = least - sizeOn(side, sizes, sides);
      // Those nearest to the side's own places go first: few change sides when a label grows.
      const trained = [...sizes.keys()]
        .filter((group) => sides.get(group) === 'train')
        .sort((a, b) => (places.get(b) ?? 0) - (places.get(a) ?? 0));
      for (const group of trained
        .filter((one) => !mixed.has(one) && !bound.has(one))
        .slice(0, trained.length - 1)) {
        const size = sizes.get(group) ?? 0;
        if (missing <= 0) break;
        if (size > 2 * missing) continue;
        sides.set(group, side);
        missing -= size;
      }
    }
  }
}

const sizeOn = (side: Split, sizes: ReadonlyMap<number, number>, sides: ReadonlyMap<number, Split>) =>
  [...sizes].reduce((sum, [group, size]) => sum + (sides.get(group) === side ? size : 0), 0);
