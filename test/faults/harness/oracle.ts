import type { CloudEvent } from '../../../backend/src/contract/events.js';
import { Random } from '../../../backend/src/simulate/random.js';

const words = 'Straße delivery 配送 refund naïve \u{1f600} invoice "quoted" back\\slash late again'.split(
  ' ',
);
const epoch = Date.parse('2026-03-02T08:00:00Z');
/** Every few events a new conversation, so that keys are made all the time. */
const perConversation = 5;

/** The n-th event of a run, always the same: what was sent need not be remembered. */
export function eventOf(seed: number, n: number): CloudEvent {
  const random = Random.of(seed, 'event', n);
  const text = Array.from({ length: 1 + random.below(40) }, () => random.pick(words)).join(' ');
  return {
    specversion: '1.0',
    id: `${seed}-${n}`,
    source: 'crash',
    type: 'turn.recorded',
    subject: `conversation-${Math.floor(n / perConversation)}`,
    time: new Date(epoch + n * 1000).toISOString(),
    data: { role: 'customer', text, intent: random.pick(['refund', 'address_change']), extra: { deep: [n] } },
  };
}

export const numberOf = (id: string): number => Number(id.slice(id.indexOf('-') + 1));

export interface Receipt {
  source?: string;
  id?: string;
  status: string;
}

/** What the client knows of each event: never sent, sent without an answer, or acknowledged. */
export class Oracle {
  private readonly sent = new Set<number>();
  private readonly known = new Set<number>();
  /** Acknowledged, and accepted as new later: it was lost in between. */
  readonly acceptedAgain = new Set<number>();
  /** What an honest ledger never answers. */
  readonly surprises: string[] = [];
  private waiting: (() => void)[] = [];

  constructor(readonly seed: number) {}

  get acknowledged(): ReadonlySet<number> {
    return this.known;
  }

  get sentCount(): number {
    return this.sent.size;
  }

  /** Call before the request leaves; gives the events and what judges the answer. */
  send(numbers: readonly number[]): { events: CloudEvent[]; judge(receipts: readonly Receipt[]): void } {
    const first = numbers.filter((n) => !this.sent.has(n));
    for (const n of numbers) this.sent.add(n);
    return {
      events: numbers.map((n) => eventOf(this.seed, n)),
      judge: (receipts) => this.judge(numbers, new Set(first), receipts),
    };
  }

  isKnown(n: number): boolean {
    return this.known.has(n);
  }

  /** Resolves at the next acknowledgement, to false when there is none for so long. */
  next(patienceMs: number): Promise<boolean> {
    return new Promise((done) => {
      const timer = setTimeout(() => done(false), patienceMs);
      this.waiting.push(() => {
        clearTimeout(timer);
        done(true);
      });
    });
  }

  private judge(numbers: readonly number[], first: ReadonlySet<number>, receipts: readonly Receipt[]): void {
    if (receipts.length !== numbers.length)
      this.surprises.push(`${receipts.length} receipts for ${numbers.length}`);
    numbers.forEach((n, i) => {
      const status = receipts[i]?.status;
      if (status === 'accepted' && this.known.has(n)) this.acceptedAgain.add(n);
      else if (status === 'duplicate' && first.has(n))
        this.surprises.push(`event ${n} was new and called duplicate`);
      if (status === 'accepted' || status === 'duplicate') this.known.add(n);
      else this.surprises.push(`event ${n}: ${status}`);
    });
    for (const done of this.waiting.splice(0)) done();
  }
}
