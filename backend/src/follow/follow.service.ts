import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { isDecision } from '../contract/event-types.js';
import { Problem } from '../contract/problem.js';
import { Database, type Transaction } from '../db/database.js';
import { countErasures } from '../ledger/erasure.store.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { Batches } from './batches.js';
import { CursorStore } from './cursor.store.js';
import type { ErasedSubjects, Follower } from './follower.js';
import { Lanes } from './lane.js';

const lockAttempts = 600;
const lockPauseMs = 100;

export interface Lag {
  name: string;
  cursor: number;
  /** Leaves between its cursor and the ledger's head. */
  lag: number;
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

  /**
   * Returns when every follower is at the head, or another process is bringing it there. Batch by batch, those that
   * build on others after them, each by itself: what is read and opened for one serves all, and while one
   * waits for the database others work.
   */
  async runAll(): Promise<void> {
    const lags = await this.lags();
    const batches = new Batches(this.ledger, Math.max(0, ...lags.map(({ lag }) => lag)));
    try {
      await new Lanes(this.inOrder()).run((followers) => this.advance(followers, batches));
    } finally {
      await batches.settle();
    }
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
      const done = await this.alone(follower, async (tx) => {
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

  /** Undefined at once where somebody else has it. Followers read the ledger beside the transaction they write in. */
  private alone<T>(follower: Follower, work: (tx: Transaction) => Promise<T>): Promise<T | undefined> {
    return this.database.tryLock(lockOf(follower), work, { needsAnother: true });
  }

  /** One batch for each; gives whether any of them had one. */
  private async advance(lane: readonly Follower[], batches: Batches): Promise<boolean> {
    let moved = false;
    for (const follower of lane) {
      const limit = follower.after ? await this.cursors.read(follower.after) : Number.POSITIVE_INFINITY;
      const applied = await this.alone(follower, async (tx) => {
        const from = await this.cursors.read(follower.name, tx);
        if (from >= limit) return 0;
        const erasures = await countErasures(tx);
        const batch = (await batches.read(from, erasures)).slice(0, limit - from);
        const upTo = from + batch.length;
        if (batch.length === 0) return 0;
        const atHand = batches.atHand(erasures, upTo, follower.after ? limit : upTo);
        await follower.apply(batch, upTo, tx, atHand);
        await this.cursors.move(follower.name, upTo, this.reach(batch), tx);
        return batch.length;
      });
      if (applied) moved = true;
    }
    return moved;
  }

  /** Data does not reach further because somebody looked at it: decisions and reviewers' judgements do not count. */
  private reach(batch: readonly LedgerEvent[]): Date | null {
    const happened = batch.filter(({ type, pub }) => !isDecision(type) && pub.evidence !== 'reviewer');
    if (happened.length === 0) return null;
    const latest = happened.reduce((time, event) => Math.max(time, event.at), 0);
    return new Date(Math.min(latest, this.clock()));
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
