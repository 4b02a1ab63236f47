import { setTimeout } from 'node:timers/promises';

export interface Step {
  name: string;
  run(): Promise<unknown>;
}

/** A nudge waits this long for more of them. */
const gatherMs = 150;
const stopPatienceMs = 3_000;

/** Runs steps in order, one run at a time. A step that fails ends the run; the next run begins anew. */
export class Runner {
  private current: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly name: string,
    readonly everyMs: number,
    private readonly steps: readonly Step[],
    private readonly report: (step: string, error: unknown) => void,
  ) {}

  /** Resolves when the run that is under way, if any, and one after this call are done. */
  run(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    if (this.current) {
      this.again = true;
      return this.current;
    }
    this.current = this.work().finally(() => {
      this.current = undefined;
    });
    return this.current;
  }

  soon(): void {
    if (this.stopped) return;
    this.timer ??= globalThis.setTimeout(() => {
      this.timer = undefined;
      void this.run();
    }, gatherMs);
  }

  /** Waits a little for the step that is under way; each of its transactions is whole or not there. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    const patience = new AbortController();
    const enough = setTimeout(stopPatienceMs, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([this.current, enough]);
    patience.abort();
  }

  private async work(): Promise<void> {
    do {
      this.again = false;
      for (const step of this.steps) {
        if (this.stopped) return;
        try {
          await step.run();
        } catch (error) {
          if (!this.stopped) this.report(`${this.name}: ${step.name}`, error);
          break;
        }
      }
    } while (this.again && !this.stopped);
  }
}
