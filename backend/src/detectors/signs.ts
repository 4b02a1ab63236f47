import type { Key } from '../episodes/rows.js';
import type { Opening } from './opening.js';
import type { AskedField } from './phrases.js';

/** What was seen in what is encrypted. Kept without it when its key goes. */
export interface HandoffWords {
  keyword: boolean | null;
  asked_again: AskedField[] | null;
  opening: Opening | null;
  contradicted: boolean | null;
  context_chars: number | null;
  context_cut: boolean | null;
  skill_match: boolean | null;
}
export interface EpisodeWords {
  request_turns: number | null;
  promised: boolean | null;
}

/** Rows of the sign tables, members named as the columns are; the migration says what each means. */
export interface HandoffSign extends HandoffWords {
  handoff_key: Key;
  known: string[] | null;
  lost: string[] | null;
  path_turns: number | null;
  steps: number | null;
}
export interface EpisodeSign extends EpisodeWords {
  episode_no: number;
  distress_turns: number | null;
}

/** What signs take from the facts of a conversation. Times in ms. */
export interface HandoffPlace {
  handoff_key: Key;
  episode_no: number | null;
  initiated_at: number;
  ended_at: number | null;
  context_fields: string[];
}
export interface EpisodePlace {
  episode_no: number;
  started_at: number;
  ended_at: number | null;
}

/** Under which name the words of a row are kept: a handoff's key; of an episode, its start and its number. */
export const keptName = (place: HandoffPlace | EpisodePlace): string =>
  'handoff_key' in place ? `h ${place.handoff_key}` : `e ${place.started_at} ${place.episode_no}`;

/** By `keptName`. */
export type KeptWords = ReadonlyMap<string, HandoffWords | EpisodeWords>;
