import type { DataOf } from '../contract/events.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';

type Context = DataOf<'handoff.initiated'>['context'];

/** Two code units that are one character. */
const pairs = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;

/** Characters of everything that travelled: of texts and numbers, at any depth, without the names of fields. */
export function charactersOf(value: unknown): number {
  if (typeof value === 'string') return value.length - (value.match(pairs)?.length ?? 0);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value).length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, member) => sum + charactersOf(member), 0);
}

/** A turn that a transcript of bot and customer holds. */
export const isSpoken = ({ type, pub }: LedgerEvent): boolean =>
  type === 'turn.recorded' && (pub.role === 'customer' || pub.role === 'bot');

const cutMark = /(?:…|\.{3}|\[(?:truncated|cut|trimmed)\])\s*$/iu;
/** Speakers' names and times make a transcript longer than what was said: much less of it is a part. */
const wholeShare = 0.8;

/**
 * Whether the transcript that travelled is only a part of what was said; null where none travelled, or nobody knows what
 * was said. `said`: words of each turn of bot and customer before the handoff; undefined where a turn has none.
 */
export function isCut(context: Context, said: readonly (string | undefined)[]): boolean | null {
  const transcript = context?.transcript;
  if (transcript === undefined || said.length === 0) return null;
  if (Array.isArray(transcript)) return transcript.length < said.length;
  if (cutMark.test(transcript)) return true;
  if (said.some((text) => text === undefined)) return null;
  return charactersOf(transcript) < wholeShare * charactersOf(said);
}
