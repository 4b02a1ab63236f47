export const sbarLetters = ['situation', 'background', 'assessment', 'recommendation'] as const;
export type SbarLetter = (typeof sbarLetters)[number];

/** One part of the summary: its words, or why there are none. */
export type SbarPart =
  | { state: 'given'; text: string }
  | { state: 'missing' | 'unknown' | 'withheld' | 'erased' };
export type SbarParts = Record<SbarLetter, SbarPart>;

/** What is missing, in a line; null when all four are there. */
export function missingInWords(parts: SbarParts): string | null {
  if (sbarLetters.some((letter) => parts[letter].state === 'unknown')) {
    return 'The source does not say what travels with a handoff';
  }
  const missing = sbarLetters.filter((letter) => parts[letter].state === 'missing');
  if (missing.length === 0) return null;
  if (missing.length === sbarLetters.length) return 'All four parts are missing';
  return `Missing: ${missing.join(', ')}`;
}
