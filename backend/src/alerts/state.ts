import type { AlertReading } from '../contract/alerts.js';

export type Verdict = AlertReading['verdict'];

/** Where a rule stands after the windows so far. */
export interface RuleState {
  state: 'new' | 'ok' | 'unknown' | 'firing';
  /** When it came to this state; milliseconds. */
  since: number | null;
  /** In a row; windows that say nothing neither count nor break a row. */
  breaches: number;
  fines: number;
}

export interface Hysteresis {
  /** Windows in a row until it is raised. */
  raiseAfter: number;
  /** Windows in a row until it is over. */
  resolveAfter: number;
}

export const newState: RuleState = { state: 'new', since: null, breaches: 0, fines: 0 };

const countOf = ({ breaches, fines }: RuleState, verdict: Verdict) => {
  if (verdict === 'unknown') return { breaches, fines };
  return verdict === 'breach' ? { breaches: breaches + 1, fines: 0 } : { breaches: 0, fines: fines + 1 };
};

function nextName(
  before: RuleState,
  verdict: Verdict,
  { breaches, fines }: Pick<RuleState, 'breaches' | 'fines'>,
  { raiseAfter, resolveAfter }: Hysteresis,
): RuleState['state'] {
  if (before.state === 'firing') return fines >= resolveAfter ? 'ok' : 'firing';
  if (breaches >= raiseAfter) return 'firing';
  // Nobody can tell is not the same as all is well, and does not end an alert.
  return verdict === 'unknown' ? 'unknown' : 'ok';
}

/** The state after one more window. */
export function advance(
  before: RuleState,
  { end, verdict }: { end: number; verdict: Verdict },
  hysteresis: Hysteresis,
): RuleState {
  const counts = countOf(before, verdict);
  const state = nextName(before, verdict, counts, hysteresis);
  const entered = state !== before.state;
  return {
    state,
    since: entered ? end : before.since,
    // A row that raised or ended an alert is used up only by the other verdict.
    ...counts,
  };
}

/** The stretches in which it fires, over windows in order. */
export function firingsOf(
  windows: readonly { end: number; verdict: Verdict }[],
  hysteresis: Hysteresis,
): { from: number; to: number | null }[] {
  const found: { from: number; to: number | null }[] = [];
  let state = newState;
  for (const window of windows) {
    const next = advance(state, window, hysteresis);
    const open = found.at(-1);
    if (next.state === 'firing' && state.state !== 'firing') found.push({ from: window.end, to: null });
    if (next.state !== 'firing' && state.state === 'firing' && open) open.to = window.end;
    state = next;
  }
  return found;
}
