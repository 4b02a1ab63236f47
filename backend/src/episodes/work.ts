import type { HandoffRow } from './rows.js';

/** Silence beyond this is not work: a longer gap between two turns counts as idle, whole. */
export const idleAfterMs = 5 * 60_000;

type Work = Pick<HandoffRow, 'handle_seconds' | 'idle_seconds'>;

/**
 * How long humans were at a handoff that they took and that is over: from when it was taken to its end, without
 * idle time. Without turns nobody knows what was idle, and all of it counts. `turns`: times of the conversation's
 * turns, ascending.
 */
export function workOf(row: HandoffRow, turns: readonly number[]): Work {
  const { taken_at: taken, ended_at: ended } = row;
  if (row.to_kind !== 'human' || taken === null || ended === null) {
    return { handle_seconds: null, idle_seconds: null };
  }
  const whole = Math.max(0, ended - taken);
  if (turns.length === 0) return { handle_seconds: Math.round(whole / 1000), idle_seconds: null };
  let idle = 0;
  let last = taken;
  for (const at of [...turns.filter((turn) => turn > taken && turn < ended), Math.max(taken, ended)]) {
    if (at - last > idleAfterMs) idle += at - last;
    last = at;
  }
  const idleSeconds = Math.round(idle / 1000);
  return { handle_seconds: Math.max(0, Math.round(whole / 1000) - idleSeconds), idle_seconds: idleSeconds };
}
