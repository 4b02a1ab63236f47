import { fingerprint } from '../words/text.js';
import { type Escalation, type Stream, streamOf } from './escalation.js';
import type { Said } from './vocabulary.js';

/** What is known of escalations beside what they carry, each by handoff key. */
export interface Guidance {
  /** The gap that a person put it in: one pin is one gap, two pins are two, whatever the words say. */
  pins?: ReadonlyMap<string, string>;
  /** Pins of gaps that a person took it out of. */
  rejected?: ReadonlyMap<string, readonly string[]>;
  /** What it was about, as far as humans know; a hint. Goes before the resolved intent. */
  needs?: ReadonlyMap<string, string>;
  /** The gap that an earlier run put it in: it stays there unless the rest speaks against it. */
  before?: ReadonlyMap<string, string>;
  /** From an embedder, of equal length. */
  dense?: ReadonlyMap<string, Float32Array>;
}

/** Equal words with equal evidence: one point, however often it was said. */
export interface Utterance {
  stream: Stream;
  members: Escalation[];
  pin: string | null;
  need: string | null;
}

/** Escalations in order of their keys; those without words are in none. */
export function gatherUtterances(escalations: readonly Escalation[], guidance: Guidance): Utterance[] {
  const byWords = new Map<string, Utterance>();
  for (const escalation of escalations) {
    const words = escalation.text === null ? '' : fingerprint(escalation.text);
    if (words === '') continue;
    const stream = streamOf(escalation.reason);
    const { handoffKey, intent, failedCode } = escalation;
    const pin = guidance.pins?.get(handoffKey) ?? null;
    const need = guidance.needs?.get(handoffKey) ?? escalation.resolvedIntent;
    const key = [words, stream, intent, failedCode, need, pin].join('\u0000');
    const utterance = byWords.get(key);
    if (utterance) utterance.members.push(escalation);
    else byWords.set(key, { stream, members: [escalation], pin, need });
  }
  return [...byWords.values()];
}

export function saidIn({ members: [first] }: Utterance, dense: Guidance['dense']): Said {
  return {
    text: first?.text ?? '',
    evidence: { intent: first?.intent ?? null, failedCode: first?.failedCode ?? null },
    dense: dense?.get(first?.handoffKey ?? ''),
  };
}

/**
 * At most `count`, those with a pin first, else by a hash of their first key: chance, but the same for the same
 * data, and more data change few of them.
 */
export function sampleUtterances(utterances: readonly Utterance[], count: number): Utterance[] {
  if (utterances.length <= count) return [...utterances];
  const ranked = utterances.map((utterance, place) => ({
    place,
    rank: hashOf(utterance.members[0]?.handoffKey ?? '') + (utterance.pin === null ? 2 ** 32 : 0),
  }));
  ranked.sort((a, b) => a.rank - b.rank || a.place - b.place);
  const chosen = ranked.slice(0, count).map(({ place }) => place);
  return chosen.sort((a, b) => a - b).map((place) => utterances[place] as Utterance);
}

/** FNV-1a, its bits mixed as in MurmurHash3. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number for each value, in order of first appearance; -1 for none. */
export function numberValues(values: readonly (string | null | undefined)[]): {
  numbers: Int32Array;
  names: string[];
} {
  const known = new Map<string, number>();
  const numbers = Int32Array.from(values, (value) => {
    if (value === null || value === undefined) return -1;
    const number = known.get(value) ?? known.size;
    known.set(value, number);
    return number;
  });
  return { numbers, names: [...known.keys()] };
}
