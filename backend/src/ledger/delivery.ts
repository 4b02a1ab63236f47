/** Brings the newest of many values to one place, with a pause between two; a failure is tried again ever later. */
export class Delivery<T> {
  private next: T | undefined;
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;
  private closed = false;

  constructor(
    /** Rejects when the value did not arrive. */
    private readonly send: (value: T) => Promise<void>,
    private readonly pauseMs: number,
    private readonly longestPauseMs: number,
  ) {}

  /** Values that are overtaken while they wait are dropped. */
  offer(value: T): void {
    if (this.closed) return;
    this.next = value;
    if (!this.running && !this.timer) this.start();
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.running;
  }

  /** The newest value is tried once more, at once. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.running;
    clearTimeout(this.timer);
    if (this.next !== undefined) await this.attempt();
  }

  private start(): void {
    this.running = this.attempt().finally(() => {
      this.running = undefined;
      if (!this.closed) this.wait();
    });
  }

  private async attempt(): Promise<void> {
    const value = this.next;
    if (value === undefined) return;
    this.next = undefined;
    try {
      await this.send(value);
      this.failures = 0;
    } catch {
      this.failures += 1;
      this.next ??= value;
    }
  }

  private wait(): void {
    const pause = Math.min(this.pauseMs * 2 ** this.failures, this.longestPauseMs);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.next !== undefined) this.start();
    }, pause);
    // Checkpoints that wait do not keep a process alive: the next start brings the newest.
    this.timer.unref();
  }
}
