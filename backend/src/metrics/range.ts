const quarter = 900_000;
const day = 86_400_000;

/** Where the rows of a stretch of time are read: the facts themselves, 15-minute sums, or sums of UTC days. */
export type Grain = 'facts' | 'quarter' | 'day';

export interface Piece {
  grain: Grain;
  /** Milliseconds, inclusive. */
  from: number;
  /** Milliseconds, exclusive. */
  to: number;
}

const ceil = (at: number, step: number) => Math.ceil(at / step) * step;
const floor = (at: number, step: number) => Math.floor(at / step) * step;

/**
 * Cuts a range into the coarsest sums that add up to exactly it, with facts at its ragged edges. Days are used
 * where no boundary in `starts` falls inside one.
 */
export function cutRange(from: number, to: number, starts: readonly number[] = []): Piece[] {
  const pieces: Piece[] = [];
  const add = (grain: Grain, low: number, high: number) => {
    if (low < high) pieces.push({ grain, from: low, to: high });
  };
  const [low, high] = [ceil(from, quarter), floor(to, quarter)];
  if (low >= high) {
    add('facts', from, to);
    return pieces;
  }
  const [firstDay, lastDay] = [ceil(low, day), floor(high, day)];
  const byDay = firstDay < lastDay && starts.slice(1).every((at) => at % day === 0);
  add('facts', from, low);
  add('quarter', low, byDay ? firstDay : high);
  if (byDay) {
    add('day', firstDay, lastDay);
    add('quarter', lastDay, high);
  }
  add('facts', high, to);
  return pieces;
}
