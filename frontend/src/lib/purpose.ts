import { useSyncExternalStore } from 'react';
import type { purposeHeader } from '../../../backend/src/contract/access-log.js';

/** The contract's own module would bring zod along: its type keeps the two the same. */
const header: typeof purposeHeader = 'baton-purpose';
/** For this tab only, until it is closed or somebody signs in or out. */
const place = 'baton.purpose';
export const longestPurpose = 200;
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]+/gu;
const listeners = new Set<() => void>();

const read = (): string => sessionStorage.getItem(place) ?? '';

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Why records are read, in the reader's words; empty when nothing was said. */
export const usePurpose = (): string => useSyncExternalStore(subscribe, read);

export function setPurpose(text: string): void {
  const printable = text.replace(unprintable, ' ').trim();
  // By characters: half of one could not be sent.
  const purpose = [...printable].slice(0, longestPurpose).join('').trim();
  if (purpose === '') sessionStorage.removeItem(place);
  else sessionStorage.setItem(place, purpose);
  for (const listener of listeners) listener();
}

/** What a call sends along: headers carry ASCII only. */
export function purposeHeaders(): Record<string, string> {
  const purpose = read();
  return purpose === '' ? {} : { [header]: encodeURIComponent(purpose) };
}
