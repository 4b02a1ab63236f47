/** How notices become messages; milliseconds. */
export const gathering = {
  /** A first notice waits this long for others. */
  waitMs: 15_000,
  /** Between two messages to one channel; what is urgent does not wait for it. */
  pauseMs: 180_000,
} as const;

interface Notice {
  urgent: boolean;
  at: Date;
}

interface Place {
  paused: boolean;
  quiet: boolean;
  /** Urgent notices are told in quiet hours too. */
  urgentPasses: boolean;
  /** When the last message to it was made. */
  last: Date | undefined;
}

/** Which of a channel's notices, in their order, make a message now. */
export function bundleNow<N extends Notice>(notices: readonly N[], place: Place, now: number): N[] {
  if (place.paused) return [];
  const told = place.quiet ? notices.filter(({ urgent }) => urgent && place.urgentPasses) : [...notices];
  const [oldest] = told;
  if (!oldest || now - oldest.at.getTime() < gathering.waitMs) return [];
  const pausing = place.last !== undefined && now - place.last.getTime() < gathering.pauseMs;
  return pausing && !told.some(({ urgent }) => urgent) ? [] : told;
}

/** Attempts until a message is given up: about eight hours. */
export const mostAttempts = 16;
const firstPauseMs = 10_000;
const longestPauseMs = 3_600_000;

/**
 * Until the next attempt. `unit`: a random number in 0..1; without it, everybody would come back at once. `askedMs`: for
 * so long the receiver does not want to be asked; an alert does not wait longer for that than for any other reason.
 */
export function pauseAfter(attempts: number, unit: number, askedMs = 0): number {
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempts - 1));
  return Math.round(Math.max(pause * (0.5 + unit), Math.min(longestPauseMs, askedMs)));
}
