/** A place outside the database, where whoever can rewrite the database cannot rewrite checkpoints. */
export interface CheckpointPlace {
  readonly kind: 'folder' | 's3' | 'webhook';
  /** For people; nothing secret. */
  readonly where: string;
  /** The newest notes there; none when nothing was kept yet, or when the place cannot be read at all. */
  newest(): Promise<string[]>;
  keep(note: string, at: Date): Promise<void>;
}

/** Notes are a few hundred bytes; whatever is longer is none. */
export const longestNote = 1 << 16;

/** The one that is always replaced. */
export const latestName = 'latest';

/**
 * Beside the latest, one checkpoint per hour is kept for ever: enough to date a change of the past to the hour, and
 * 8,760 small files a year. Nothing is thinned out, so that the place may forbid deletion, and so that whoever
 * takes over the service has no code at hand that deletes evidence.
 */
export const hourName = (at: Date): string => `${at.toISOString().slice(0, 13)}.checkpoint`;
export const hourPattern = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}\.checkpoint$/;
