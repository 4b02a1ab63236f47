import { setTimeout } from 'node:timers/promises';
import { Random } from '../../../backend/src/simulate/random.js';
import type { Gate } from './gate.js';
import type { Oracle, Receipt } from './oracle.js';

/** Old events that go along with each batch. */
const resent = 5;
const requestMs = 20_000;
const settleBatch = 200;

/**
 * Sends batches one after another and remembers what it does not know the outcome of. Each writer has numbers of its
 * own, so that of two answers about an event it is known which one came first.
 */
export class Writer {
  private readonly random: Random;
  private readonly mine: number[] = [];
  private count = 0;

  constructor(
    private readonly oracle: Oracle,
    private readonly gate: Gate,
    private readonly place: { index: number; of: number },
  ) {
    this.random = Random.of(oracle.seed, 'writer', place.index);
  }

  /** Until the gate is shut for good. */
  async run(): Promise<void> {
    let again: number[] | undefined;
    while (await this.gate.open()) {
      const batch = again ?? this.nextBatch();
      again = undefined;
      if (await this.deliver(batch)) continue;
      // Half of them are tried again at once, the others when they happen to be resent, or at the end.
      if (this.random.chance(0.5)) again = batch;
      await setTimeout(20);
    }
  }

  /** Sends again what has no answer yet, until everything has one or the time is over. */
  async settle(giveUpAt: number): Promise<void> {
    while (performance.now() < giveUpAt) {
      const open = this.mine.filter((n) => !this.oracle.isKnown(n)).slice(0, settleBatch);
      if (open.length === 0) return;
      if (!(await this.deliver(open))) await setTimeout(50);
    }
    this.oracle.surprises.push('events without an answer are left');
  }

  /** Small ones are inserted, large ones copied: both ways of the ledger are met. */
  private nextBatch(): number[] {
    const old = this.mine.length === 0 ? [] : Array.from({ length: resent }, () => this.pickOld());
    const size = this.random.chance(0.5) ? 1 + this.random.below(40) : 50 + this.random.below(80);
    const fresh = Array.from({ length: size }, () => this.place.index + this.place.of * this.count++);
    this.mine.push(...fresh);
    return [...fresh, ...new Set(old)];
  }

  /** One of the last few hundred as often as any: losses are there. */
  private pickOld(): number {
    const from = this.random.chance(0.5) ? Math.max(0, this.mine.length - 300) : 0;
    return this.mine[from + this.random.below(this.mine.length - from)] as number;
  }

  /** False when the outcome is unknown. */
  private async deliver(numbers: readonly number[]): Promise<boolean> {
    const { events, judge } = this.oracle.send(numbers);
    const receipts = await this.post(JSON.stringify(events));
    if (!receipts) return false;
    judge(receipts);
    return true;
  }

  private async post(body: string): Promise<Receipt[] | undefined> {
    const { url, key } = this.gate;
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/cloudevents-batch+json',
    };
    try {
      const signal = AbortSignal.timeout(requestMs);
      const response = await fetch(`${url}/api/events`, { method: 'POST', headers, body, signal });
      const answer = (await response.json()) as { receipts?: Receipt[] };
      if (answer.receipts) return answer.receipts;
      if (response.status !== 503) this.oracle.surprises.push(`${response.status} ${JSON.stringify(answer)}`);
    } catch {
      // Cut off: it may be kept or not.
    }
    return undefined;
  }
}
