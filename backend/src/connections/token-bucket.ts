/** Names that are remembered at most; whoever sends chooses them. */
const mostNames = 10_000;

/** Lets `burst` through at once and `perSecond` after that, by name. */
export class TokenBuckets {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly limits: { burst: number; perSecond: number }) {}

  /** Whether there is a token left. */
  has(name: string, now: number): boolean {
    return this.fill(name, now).tokens >= 1;
  }

  /** Takes one; false when there is none. */
  take(name: string, now: number): boolean {
    const bucket = this.fill(name, now);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    this.buckets.delete(name);
    this.buckets.set(name, bucket);
    const [oldest] = this.buckets.keys();
    if (this.buckets.size > mostNames && oldest !== undefined) this.buckets.delete(oldest);
    return true;
  }

  private fill(name: string, now: number): { tokens: number; at: number } {
    const { burst, perSecond } = this.limits;
    const bucket = this.buckets.get(name) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    return bucket;
  }
}
