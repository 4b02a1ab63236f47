/** Maps milliseconds since the handoff to 0..1 of the bar; `breaks` are where the scale is not even. */
export interface RelayScale {
  at: (ms: number) => number;
  breaks: number[];
}

const minute = 60_000;
/** What a list row shows evenly: the same for every row, so that rows can be compared by eye. */
const shared = { before: 10 * minute, after: 30 * minute };
const sharedShare = { lead: 0.03, before: 0.22, after: 0.6, beyond: 0.15 };
const longestShare = 0.7;

/**
 * The scale of a list row. The handoff stands at the same place in each row; 10 minutes before and 30 minutes
 * after are even, what lies further is squeezed into the ends and marked with a break.
 */
export function sharedScale(moments: readonly number[]): RelayScale {
  const { lead, before, after, beyond } = sharedShare;
  const handoff = lead + before;
  const at = (ms: number): number => {
    if (ms < -shared.before) return lead * squeeze(-shared.before - ms, true);
    if (ms < 0) return handoff + (ms / shared.before) * before;
    if (ms <= shared.after) return handoff + (ms / shared.after) * after;
    return handoff + after + beyond * squeeze(ms - shared.after, false);
  };
  const breaks: number[] = [];
  if (moments.some((ms) => ms < -shared.before)) breaks.push(lead);
  if (moments.some((ms) => ms > shared.after)) breaks.push(handoff + after);
  return { at, breaks };
}

/** Order-keeping: 0 at the near end, towards 1 after hours; reversed for what lies before. */
function squeeze(ms: number, reversed: boolean): number {
  const share = ms / (ms + 60 * minute);
  return reversed ? 1 - share : share;
}

/**
 * The scale of one bar on its own: even, but for stretches without any event that would take more than 70 % of
 * it. Those are shortened to the length of all the rest and marked with a break.
 */
export function ownScale(moments: readonly number[]): RelayScale {
  const knots = [...new Set(moments)].sort((a, b) => a - b);
  const lengths = knots.slice(1).map((knot, i) => knot - (knots[i] ?? 0));
  const broken = shorten(lengths);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const places: number[] = [0];
  for (const length of lengths) places.push((places.at(-1) ?? 0) + length / (total || 1));
  const breaks = [...broken].map((i) => ((places[i] ?? 0) + (places[i + 1] ?? 0)) / 2).sort((a, b) => a - b);
  return { at: (ms) => between(knots, places, ms), breaks };
}

/** Shortens in place; answers which stretches. */
function shorten(lengths: number[]): Set<number> {
  const broken = new Set<number>();
  for (;;) {
    const total = lengths.reduce((sum, length) => sum + length, 0);
    const i = lengths.findIndex((length) => length > total * longestShare);
    const longest = lengths[i];
    if (longest === undefined || broken.has(i) || total === longest) return broken;
    lengths[i] = total - longest;
    broken.add(i);
  }
}

function between(knots: readonly number[], places: readonly number[], ms: number): number {
  for (let i = 1; i < knots.length; i += 1) {
    const [from = 0, to = 0] = [knots[i - 1], knots[i]];
    if (ms > to) continue;
    const [start = 0, end = 0] = [places[i - 1], places[i]];
    return start + ((Math.max(ms, from) - from) / (to - from)) * (end - start);
  }
  return places.at(-1) ?? 0;
}
