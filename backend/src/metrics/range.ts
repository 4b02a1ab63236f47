/** Lengths of the buckets that are summed, finest first, in milliseconds. All are UTC and begin at the epoch. */
export const grains = { quarter: 900_000, hour: 3_600_000, day: 86_400_000 } as const;
export type Grain = keyof typeof grains;
export const grainNames = Object.keys(grains) as Grain[];

export interface Piece {
  /** What it is read from: the facts themselves, or sums of this grain. */
  grain: Grain | 'facts';
  /** Milliseconds, inclusive. */
  from: number;
  /** Milliseconds, exclusive. */
  to: number;
  /** Which group of time it belongs to. */
  slot: number;
}

/** The middle of a stretch in whole buckets of a grain, what is left at both ends in finer ones. */
function cutStretch(from: number, to: number, slot: number, level: number): Piece[] {
  if (from >= to) return [];
  const grain = grainNames[level];
  if (!grain) return [{ grain: 'facts', from, to, slot }];
  const length = grains[grain];
  const [low, high] = [Math.ceil(from / length) * length, Math.floor(to / length) * length];
  if (low >= high) return cutStretch(from, to, slot, level - 1);
  return [
    ...cutStretch(from, low, slot, level - 1),
    { grain, from: low, to: high, slot },
    ...cutStretch(high, to, slot, level - 1),
  ];
}

/**
 * Cuts a range into the coarsest sums that add up to exactly it, with facts at its ragged edges. `starts` are the
 * boundaries between groups of time, ascending, the first not after `from`: no piece crosses one.
 */
export function cutRange(from: number, to: number, starts: readonly number[] = [from]): Piece[] {
  const coarsest = grainNames.length - 1;
  return starts.flatMap((start, slot) =>
    cutStretch(Math.max(start, from), Math.min(starts[slot + 1] ?? to, to), slot, coarsest),
  );
}

/** Buckets of one grain: all from `from` to before `to` but some, or a few that are named. Milliseconds. */
export type Cover = { from: number; to: number; without: number[] } | { only: number[] };

/** Which buckets of a grain the pieces take; undefined when none. */
export function coverOf(pieces: readonly Piece[], grain: Grain): Cover | undefined {
  const own = pieces.filter((piece) => piece.grain === grain);
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last) return undefined;
  const length = grains[grain];
  const bucketsOf = (from: number, to: number) =>
    Array.from({ length: (to - from) / length }, (_, index) => from + index * length);
  const without = own.slice(1).flatMap((piece, index) => bucketsOf(own[index]?.to ?? piece.from, piece.from));
  const taken = own.reduce((sum, { from, to }) => sum + (to - from) / length, 0);
  if (without.length <= taken) return { from: first.from, to: last.to, without };
  return { only: own.flatMap(({ from, to }) => bucketsOf(from, to)) };
}
