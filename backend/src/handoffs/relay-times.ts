import type { z } from 'zod';
import type { handoffSummary } from '../contract/handoffs.js';

/** From the database, or ms since 1970. */
type Time = Date | number;

/** A handoff with its times, wherever it was read. */
interface Timed {
  episode_started_at: Time | null;
  initiated_at: Time;
  delivered_at: Time | null;
  accepted_at: Time | null;
  joined_at: Time | null;
  replied_at: Time | null;
  failed_at: Time | null;
  first_action_at: Time | null;
  resolved_at: Time | null;
  ended_at: Time | null;
  deadline_at: Time | null;
  times_assumed: boolean;
}

const iso = (time: Time): string => new Date(time).toISOString();
const maybeIso = (time: Time | null): string | null => (time === null ? null : iso(time));

/** What the relay bar draws of the handoff itself. */
export function relayTimes(
  row: Timed,
): Omit<z.output<typeof handoffSummary>['relay'], 'leakAt' | 'callbackAt'> {
  return {
    episodeStartedAt: maybeIso(row.episode_started_at),
    initiatedAt: iso(row.initiated_at),
    deliveredAt: maybeIso(row.delivered_at),
    acceptedAt: maybeIso(row.accepted_at),
    joinedAt: maybeIso(row.joined_at),
    repliedAt: maybeIso(row.replied_at),
    failedAt: maybeIso(row.failed_at),
    firstActionAt: maybeIso(row.first_action_at),
    resolvedAt: maybeIso(row.resolved_at),
    endedAt: maybeIso(row.ended_at),
    deadlineAt: maybeIso(row.deadline_at),
    timesAssumed: row.times_assumed,
  };
}
