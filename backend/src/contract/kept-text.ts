/** Why a text cannot be kept as it is: PostgreSQL and UTF-8 have no NUL and no half of a surrogate pair. Absent: it can. */
export function flawOfText(text: string): string | undefined {
  if (text.includes('\0')) return 'the string contains NUL (U+0000)';
  return /\p{Cs}/u.test(text) ? 'the string contains half of a surrogate pair' : undefined;
}
