export type ActionResult = 'correct' | 'incorrect' | 'omitted' | 'late' | 'not_due' | 'unknown';

/** What a relay bar is drawn from; the handoff summary of the API has this shape. Times are ISO 8601. */
export interface RelayFacts {
  /** Who gave it away and who was to take it: bot, human or system. */
  fromKind: string;
  toKind: string;
  relay: {
    episodeStartedAt: string | null;
    initiatedAt: string;
    deliveredAt: string | null;
    acceptedAt: string | null;
    joinedAt: string | null;
    repliedAt: string | null;
    failedAt: string | null;
    firstActionAt: string | null;
    resolvedAt: string | null;
    endedAt: string | null;
    deadlineAt: string | null;
    callbackAt: string | null;
    timesAssumed: boolean;
  };
  actions: readonly { result: ActionResult | null; dueAt: string | null; recordedAt: string | null }[];
}

export type RelayPart = 'bot' | 'silence' | 'human';
export interface RelaySegment {
  part: RelayPart;
  /** 0..1 of the bar. */
  from: number;
  to: number;
  /** Null where the times were assumed. */
  seconds: number | null;
  /** It had not ended when the data was read. */
  open: boolean;
}
export type RelayMark = 'correct' | 'incorrect' | 'omitted' | 'late' | 'pending';
export interface RelayTick {
  x: number;
  mark: RelayMark;
}
export interface RelayMoment {
  x: number;
  name: 'delivered' | 'accepted' | 'joined' | 'replied' | 'failed' | 'resolved';
  seconds: number;
}
export interface RelayDrawing {
  segments: RelaySegment[];
  ticks: RelayTick[];
  /** Large bars only: what happened after the handoff, oldest first. */
  moments: RelayMoment[];
  failed: number | null;
  target: { x: number; seconds: number; source: 'deadline' | 'target'; missed: boolean } | null;
  callback: { x: number; seconds: number | null } | null;
  breaks: number[];
  assumed: boolean;
}
