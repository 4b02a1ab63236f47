import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { isSuspectInjection } from '../datasets/injection.js';
import { Database } from '../db/database.js';
import { AssignStore } from '../gaps/assign.store.js';
import { EmbeddingService } from '../gaps/embedding/embedding.service.js';
import { GapService } from '../gaps/gap.service.js';
import { IntentStore } from '../gaps/intent.store.js';
import { mapInTurns } from '../turns.js';
import type { Example, QueueGap } from './example.js';
import { OrderStore } from './order.store.js';
import { orderLock } from './queue.store.js';
import { orderInWorker } from './run-worker.js';

/** Of undecided examples, and of decided ones, as many as are compared each with each. */
const most = 5_000;

/** Orders the queue anew when gaps or labels changed. */
@Injectable()
export class OrderService implements BeforeApplicationShutdown {
  private readonly ending = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly store: OrderStore,
    private readonly gaps: GapService,
    private readonly intents: IntentStore,
    private readonly models: AssignStore,
    private readonly embeddings: EmbeddingService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort();
    await this.running?.catch(() => undefined);
  }

  /** A step of the schedule. Answers whether there was anything to order. */
  async runIfDue(): Promise<boolean> {
    const [{ gaps, labels }, ordered] = await Promise.all([this.store.state(), this.store.ordered()]);
    if (ordered?.state === stateOf(gaps, labels)) return false;
    await this.run();
    return true;
  }

  /** Waits until the queue knows of the last run of the gaps; what was decided since is ordered in the background. */
  async catchUp(): Promise<void> {
    const [{ gaps, labels }, ordered] = await Promise.all([this.store.state(), this.store.ordered()]);
    if (ordered?.state === stateOf(gaps, labels)) return;
    if (!ordered?.state.startsWith(stateOf(gaps, ''))) await this.run();
    else this.run().catch(() => undefined);
  }

  /** One at a time in this process; whoever comes meanwhile waits for that one. */
  run(): Promise<void> {
    this.running ??= this.order().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async order(): Promise<void> {
    const { gaps: run, labels } = await this.store.state();
    const gaps = await this.openGaps();
    const read = await this.database.transaction(
      async (tx) => {
        const stored = await this.models.model(tx);
        if (!stored || (stored.embeddings !== null && stored.embeddings !== this.embeddings.model)) return;
        const found = await this.store.examples(
          gaps.map(({ id }) => id),
          most,
          tx,
        );
        const suspect = await mapInTurns(found, ({ text }) => isSuspectInjection(text));
        const examples = found.filter((_, i) => !suspect[i]);
        const dense =
          stored.embeddings === null ? undefined : (await this.embeddings.vectorsOf(examples, tx)).dense;
        return { model: stored.model, examples: withVectors(examples, dense), dense };
      },
      { snapshot: true },
    );
    // Until the next run of the gaps there is no space to compare in: what was ordered stays.
    if (!read) return;
    const queued = await orderInWorker({ ...read, gaps }, this.ending.signal);
    await this.database.transaction(async (tx) => {
      await tx.lock(orderLock);
      await this.store.replace(queued, stateOf(run, labels), new Date(this.clock()), tx);
    });
  }

  /** Those with the highest priority first. */
  private async openGaps(): Promise<QueueGap[]> {
    const [{ gaps }, intents, open] = await Promise.all([
      this.gaps.list({ includeDismissed: false }),
      this.intents.of(),
      this.store.openGaps(),
    ]);
    return gaps.flatMap(({ id, priority }): QueueGap[] => {
      const found = intents.get(id);
      if (!found || !open.has(id)) return [];
      return [{ id, intent: found.intent, known: found.from !== 'terms', priority }];
    });
  }
}

const stateOf = (gaps: string, labels: string) => `${gaps} | ${labels}`;

const withVectors = (examples: readonly Example[], dense: ReadonlyMap<string, Float32Array> | undefined) =>
  dense ? examples.filter(({ handoffKey }) => dense.has(handoffKey)) : examples;
