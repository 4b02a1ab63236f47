import type { Follower } from './follower.js';

/** So many batches more than the slowest lane may another have done: what is read for one is still there for all. */
export const mostAhead = 2;

/** Followers that take their batches one after another, beside other lanes. */
class Lane {
  /** Batches of this run; where it waits for the lane before it, as many as that one had. */
  done = 0;
  ended = false;

  /** `before`: the lane whose facts these followers read. */
  constructor(
    readonly followers: readonly Follower[],
    readonly before?: Lane,
  ) {}
}

/** Lanes that run side by side, each as soon as what it waits for is there. */
export class Lanes {
  private readonly all: readonly Lane[];
  private waiting: (() => void)[] = [];

  /** `inOrder`: those that others build on come first. */
  constructor(inOrder: readonly Follower[]) {
    const first = new Lane(inOrder.filter(({ after }) => after === undefined));
    const laneOf = new Map(first.followers.map(({ name }) => [name, first]));
    this.all = [
      first,
      ...inOrder.flatMap((follower) => {
        if (follower.after === undefined) return [];
        const lane = new Lane([follower], laneOf.get(follower.after));
        laneOf.set(follower.name, lane);
        return [lane];
      }),
    ];
  }

  /** Runs every lane to its end; rejects with the first failure once all have ended. `advance`: whether there was a batch. */
  async run(advance: (followers: readonly Follower[]) => Promise<boolean>): Promise<void> {
    const ends = await Promise.allSettled(this.all.map((lane) => this.runLane(lane, advance)));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  private async runLane(
    lane: Lane,
    advance: (followers: readonly Follower[]) => Promise<boolean>,
  ): Promise<void> {
    const { before } = lane;
    try {
      for (;;) {
        await this.until(() => this.others(lane).every(({ done }) => lane.done - done < mostAhead));
        // Looked at first: what comes while this lane looks for a batch is news.
        const { done = lane.done, ended = true } = before ?? {};
        if (await advance(lane.followers)) {
          lane.done += 1;
          this.tell();
          continue;
        }
        if (ended) return;
        lane.done = Math.max(lane.done, done);
        this.tell();
        await this.until(() => before === undefined || before.ended || before.done > done);
      }
    } finally {
      lane.ended = true;
      this.tell();
    }
  }

  private others(lane: Lane): Lane[] {
    return this.all.filter((other) => other !== lane && !other.ended);
  }

  private async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((next) => this.waiting.push(next));
  }

  private tell(): void {
    for (const next of this.waiting.splice(0)) next();
  }
}
