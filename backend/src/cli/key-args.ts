/** Keys of pages are 16 bytes in base64url: one in 64 begins with a dash, and is no option. */
const dashed = /^-(?!-[a-z0-9-]+$)[A-Za-z0-9_-]{21}$/;

/** Arguments in which such a key is joined to the option before it, or stands behind `--` where there is none. */
export function withKeys(args: readonly string[]): string[] {
  const joined: string[] = [];
  const keys: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1);
    if (!dashed.test(arg)) joined.push(arg);
    else if (before?.startsWith('--') && !before.includes('='))
      joined[joined.length - 1] = `${before}=${arg}`;
    else keys.push(arg);
  }
  return keys.length > 0 ? [...joined, '--', ...keys] : joined;
}
