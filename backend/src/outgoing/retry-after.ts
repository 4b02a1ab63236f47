/**
 * Milliseconds that a `Retry-After` asks for: seconds, or a date (RFC 9110, 10.2.3); 0 where it says nothing that can be
 * read, and for a date that is over.
 */
export function pauseOf(retryAfter: string | undefined, now: number): number {
  if (retryAfter === undefined) return 0;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
