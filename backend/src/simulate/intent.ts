import type { DataOf } from '../contract/events.js';
import type { IntentName } from './words/shape.js';

type Reason = NonNullable<DataOf<'handoff.initiated'>['reasons']>[number];

/** What has to be done after the handoff. `dueMinutes` counts from the handoff. */
export interface Duty {
  kind: string;
  description: string;
  dueMinutes?: number;
  promised?: true;
}

export interface Intent {
  name: IntentName;
  /** How often it is asked, against the others of its bot. */
  weight: number;
  /** Share of its conversations that the bot hands over. */
  escalates: number;
  /** The bot version that learned it, and the share from then on. */
  learned?: { version: string; escalates: number };
  /** Asked more often of late. */
  grows?: { lastDays: number; times: number };
  /** Why the bot hands it over. */
  reason: Reason;
  failedAction?: { code: string; name: string };
  /** What the bot takes it for, when it confuses it with another. */
  takenFor?: IntentName;
  /** What the bot calls on the way. */
  attempt: string;
  queue: string;
  situation: string;
  duties: readonly Duty[];
  steps: readonly string[];
}

/** Of a duty. */
export const minutes = { quarter: 15, hour: 60, day: 1440, week: 10_080 };
export const duty = (kind: string, description: string, dueMinutes?: number): Duty => ({
  kind,
  description,
  dueMinutes,
});
export const promise = (kind: string, description: string, dueMinutes: number): Duty => ({
  kind,
  description,
  dueMinutes,
  promised: true,
});
/** One that the bot mostly does itself. */
export const easy = (
  name: IntentName,
  weight: number,
  attempt: string,
  queue: string,
  situation: string,
  escalates = 0.07,
): Intent => ({
  name,
  weight,
  escalates,
  reason: 'low_confidence',
  attempt,
  queue,
  situation,
  duties: [duty('answer_question', 'Answer what the bot could not', minutes.hour)],
  steps: ['read the notes', 'answer the question'],
});
