import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { sourcePattern } from '../contract/events.js';
import { type IntakeKind, type IntakeRow, IntakeStore, intakeKinds } from './intake.store.js';

/** Senders choose names: more than these in one go are counted together. */
const mostSources = 1000;
const others = '(others)';

/**
 * Counts what becomes of what is sent. Counts are added to the database in one statement every few seconds: a crash
 * loses those of the last ones, never an event.
 */
@Injectable()
export class IntakeService implements BeforeApplicationShutdown {
  private waiting = new Map<string, IntakeRow>();

  constructor(
    private readonly store: IntakeStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  count(source: string, kind: IntakeKind, number = 1): void {
    const day = new Date(this.clock()).toISOString().slice(0, 10);
    const isName = sourcePattern.test(source) && this.waiting.size < mostSources;
    const name = isName ? source : others;
    const key = `${name}\n${day}`;
    const row = this.waiting.get(key) ?? newRow(name, day);
    row[kind] += number;
    this.waiting.set(key, row);
  }

  async flush(): Promise<void> {
    const rows = this.waiting;
    if (rows.size === 0) return;
    this.waiting = new Map();
    try {
      await this.store.add([...rows.values()]);
    } catch (error) {
      for (const row of rows.values()) this.putBack(row);
      throw error;
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush().catch(() => undefined);
  }

  private putBack({ source, day, ...counts }: IntakeRow): void {
    const key = `${source}\n${day}`;
    const row = this.waiting.get(key) ?? newRow(source, day);
    for (const kind of intakeKinds) row[kind] += counts[kind];
    this.waiting.set(key, row);
  }
}

const newRow = (source: string, day: string): IntakeRow => ({
  source,
  day,
  accepted: 0,
  duplicate: 0,
  conflict: 0,
  invalid: 0,
  rejected: 0,
  repeated: 0,
  unsigned: 0,
});
