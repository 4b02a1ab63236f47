import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../config.js';
import { Database, type Transaction } from '../db/database.js';
import { LOG } from '../http/log.js';
import type { ErasedKeys } from '../ledger/data-keys.store.js';
import { holdErasures } from '../ledger/erasure.store.js';
import { SubjectStore } from '../ledger/subject.store.js';
import { ErasureList, type ListedKey, type Outcome } from './erasure-list.js';

const attempts = 3;

/** A deadlock with somebody who writes rows that are derived anew. */
const isDeadlock = (error: unknown) => String((error as { code?: unknown } | undefined)?.code) === '40P01';

/** Keeps the list outside the database in step with what is erased in it. */
@Injectable()
export class ListService {
  private readonly list: ErasureList;
  /** Written down, and not yet whether they were done. */
  private readonly open = new Set<string>();

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(LOG) private readonly log: Logger,
    private readonly database: Database,
    private readonly subjects: SubjectStore,
  ) {
    this.list = new ErasureList(config.erasureList ?? join(config.dataDir, 'erasures.ndjson'));
  }

  /** Runs an erasure in a transaction; `work` calls `intend` last. What became of it is written down. */
  async during<T>(event: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await this.database.transaction(work, { needsAnother: true });
        await this.conclude(event, async () => 'done');
        return result;
      } catch (error) {
        // The answer to a commit can be lost: the ledger knows.
        await this.conclude(event, async () => (await this.ask([event])).get(event));
        if (attempt === attempts || !isDeadlock(error)) throw error;
      }
    }
  }

  /** Durable before the transaction that erases the keys commits. */
  async intend(event: string, { keys, at }: ErasedKeys): Promise<void> {
    await this.list.intend(event, at, keys);
    if (keys.length > 0) this.open.add(event);
  }

  /** Writes down what became of erasures that a crash left open. */
  async concludeOpen(): Promise<void> {
    const open = [...(await this.list.outcomes())].flatMap(([event, outcome]) => (outcome ? [] : [event]));
    if (open.length === 0) return;
    for (const [event, outcome] of await this.ask(open)) await this.list.conclude(event, outcome);
  }

  /** The keys of erasures that were done. */
  async *done(): AsyncGenerator<ListedKey> {
    const outcomes = await this.list.outcomes();
    for await (const key of this.list.keys()) {
      if (outcomes.get(key.event) === 'done') yield key;
    }
  }

  /** Failing, it is left to the next start, which asks the ledger. */
  private async conclude(event: string, find: () => Promise<Outcome | undefined>): Promise<void> {
    if (!this.open.delete(event)) return;
    try {
      const outcome = await find();
      if (outcome) await this.list.conclude(event, outcome);
    } catch (error) {
      this.log.warn({ err: error }, 'the erasure list could not be brought up to date');
    }
  }

  private ask(events: readonly string[]): Promise<Map<string, Outcome>> {
    return this.database.transaction(async (tx) => {
      // Whoever is erasing just now may not have committed yet.
      await holdErasures(tx);
      const done = await this.subjects.erasuresAmong(events, tx);
      return new Map(events.map((event) => [event, done.has(event) ? 'done' : 'undone']));
    });
  }
}
