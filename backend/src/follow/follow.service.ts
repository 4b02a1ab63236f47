import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { Problem } from '../contract/problem.js';
import { Database, type Transaction } from '../db/database.js';
import { countErasures } from '../ledger/erasure.store.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { isDecision } from '../ledger/open-fields.js';
import { CursorStore } from './cursor.store.js';
import type { ErasedSubjects, Follower } from './follower.js';

/** Leaves per transaction. */
export const batchSize = 2_000;
const lockAttempts = 600;
const lockPauseMs = 100;

export interface Lag {
  name: string;
  cursor: number;
  /** Leaves between its cursor and the ledger's head. */
  lag: number;
}

interface ReadAhead {
  from: number;
  /** Erasures when it was read: a later one makes it say what nobody may know any more. */
  erasures: number;
  entries: Promise<LedgerEvent[]>;
}

/** Brings every follower to the ledger's head; any number of replicas may call it at once. */
@Injectable()
export class FollowService {
  private readonly followers = new Map<string, Follower>();

  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerStore,
    private readonly cursors: CursorStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  register(follower: Follower): void {
    this.followers.set(follower.name, follower);
  }

  /** Every table that some follower derives. */
  get tables(): string[] {
    return this.inOrder().flatMap((follower) => follower.tables);
  }

  /** Returns when every follower is at the head, or another process is bringing it there. */
  async runAll(): Promise<void> {
    for (const follower of this.inOrder()) await this.catchUp(follower);
  }

  async lags(): Promise<Lag[]> {
    const head = await this.ledger.head();
    return Promise.all(
      this.inOrder().map(async ({ name }) => {
        const cursor = await this.cursors.read(name);
        return { name, cursor, lag: Math.max(0, head - cursor) };
      }),
    );
  }

  /** Throws away what a follower (else: every one) derived and derives it again from the first leaf. */
  async rebuild(name?: string): Promise<void> {
    if (name !== undefined && !this.followers.has(name)) {
      throw new Problem('not_found', { detail: `There is no follower named ${name}` });
    }
    for (const follower of this.inOrder()) {
      if (name !== undefined && follower.name !== name) continue;
      await this.reset(follower);
    }
    await this.runAll();
  }

  /** Keeps every follower still until the transaction ends, so that none writes what is being erased. */
  async hold(tx: Transaction): Promise<void> {
    for (const follower of this.inOrder()) await tx.lock(lockOf(follower));
  }

  /** Derives again what erased keys had encrypted; the followers are held. */
  async derive(erased: ErasedSubjects, tx: Transaction): Promise<void> {
    for (const follower of this.inOrder()) {
      await follower.derive(erased, await this.cursors.read(follower.name, tx), tx);
    }
  }

  private async reset(follower: Follower): Promise<void> {
    for (let attempt = 0; attempt < lockAttempts; attempt += 1) {
      const done = await this.database.tryLock(lockOf(follower), async (tx) => {
        await follower.reset(tx);
        await this.cursors.forget(follower.name, tx);
        return true;
      });
      if (done) return;
      await sleep(lockPauseMs);
    }
    throw new Problem('unavailable', {
      detail: `Another process keeps running the follower ${follower.name}`,
    });
  }

  private async catchUp(follower: Follower): Promise<void> {
    let ahead: ReadAhead | undefined;
    for (;;) {
      const limit = follower.after ? await this.cursors.read(follower.after) : Number.POSITIVE_INFINITY;
      const applied = await this.database.tryLock(lockOf(follower), async (tx) => {
        const from = await this.cursors.read(follower.name, tx);
        const erasures = await countErasures(tx);
        const known = ahead?.from === from && ahead.erasures === erasures;
        const read = known ? await ahead?.entries : undefined;
        const entries = read ?? (await this.read(from));
        ahead = entries.length === batchSize ? this.readAhead(from + batchSize, erasures) : undefined;
        return this.apply(follower, from, entries.slice(0, Math.max(0, limit - from)), tx);
      });
      if (!applied) break;
    }
    await ahead?.entries.catch(() => undefined);
  }

  private async apply(
    follower: Follower,
    from: number,
    batch: readonly LedgerEvent[],
    tx: Transaction,
  ): Promise<number> {
    if (batch.length === 0) return 0;
    const upTo = from + batch.length;
    await follower.apply(batch, upTo, tx);
    await this.cursors.move(follower.name, upTo, this.reach(batch), tx);
    return batch.length;
  }

  /** Data does not reach further because somebody looked at it: decisions and reviewers' judgements do not count. */
  private reach(batch: readonly LedgerEvent[]): Date | null {
    const happened = batch.filter(({ type, pub }) => !isDecision(type) && pub.evidence !== 'reviewer');
    if (happened.length === 0) return null;
    const latest = happened.reduce((time, event) => Math.max(time, event.at), 0);
    return new Date(Math.min(latest, this.clock()));
  }

  private read(from: number): Promise<LedgerEvent[]> {
    return this.ledger.readEntries(from, batchSize);
  }

  /** Leaves never change, so the next batch may be read while this one is being written; their keys may go. */
  private readAhead(from: number, erasures: number): ReadAhead {
    const entries = this.read(from);
    // It is awaited with the next batch; until then a failure must not count as unhandled.
    entries.catch(() => undefined);
    return { from, erasures, entries };
  }

  /** Those that others build on come first. */
  private inOrder(): Follower[] {
    const depth = (follower: Follower): number => {
      const before = follower.after === undefined ? undefined : this.followers.get(follower.after);
      return before ? depth(before) + 1 : 0;
    };
    return [...this.followers.values()].sort((a, b) => depth(a) - depth(b));
  }
}

const lockOf = (follower: Follower) => `follow.${follower.name}`;
