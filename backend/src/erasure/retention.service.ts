import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { CLOCK, type Clock } from '../config.js';
import {
  type RetentionClass,
  type retentionAnswer,
  retentionClasses,
  type retentionPreview,
} from '../contract/erasure.js';
import type { BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import { type Actor, product } from '../ingest/actor.js';
import { IngestService } from '../ingest/ingest.service.js';
import { type Due, DueService } from './due.service.js';
import { type Doomed, EraserService } from './eraser.service.js';
import { ListService } from './list.service.js';
import { retentionCode } from './record.service.js';
import { RetentionStore, type RuleRow, type RunTotals } from './retention.store.js';
import { ShowService } from './show.service.js';

type Answer = z.output<typeof retentionAnswer>;
type Preview = z.output<typeof retentionPreview>;
type Rule = BodyOf<typeof routes.retentionSet>;

/** Subjects per transaction: while it runs, nothing is taken in. */
const batch = 100;
/** Between two transactions those who wait get their turn. */
const pauseMs = 20;
const dayMs = 86_400_000;

/** Erases what was kept for long enough. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly database: Database,
    private readonly store: RetentionStore,
    private readonly due: DueService,
    private readonly eraser: EraserService,
    private readonly list: ListService,
    private readonly show: ShowService,
    private readonly ingest: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async get(): Promise<Answer> {
    const [rules, last] = await Promise.all([this.store.rules(), this.store.lastRun()]);
    return {
      rules: retentionClasses.map((kind) => ({
        class: kind,
        days: rules.find((rule) => rule.class === kind)?.days ?? null,
      })),
      lastRun: last
        ? { at: last.ended_at.toISOString(), keys: last.keys, entries: last.entries, held: last.held }
        : null,
    };
  }

  async set({ class: kind, days }: Rule, { id, name }: Actor): Promise<Answer> {
    const data = { class: kind, ...(days === null ? {} : { days }) };
    await this.ingest.record({ type: 'retention.changed', data }, { id, name }, (tx) =>
      this.store.setRule(kind, days, tx),
    );
    return this.get();
  }

  /** What these rules would erase now; nothing is locked meanwhile. */
  async preview(rules: readonly Rule[]): Promise<Preview> {
    const preview: Preview = [];
    for (const { class: kind, days } of rules) {
      const sum = { class: kind, subjects: 0, conversations: 0, entries: 0, held: 0 };
      if (days !== null) {
        for await (const { due, held } of this.due.find(kind, this.before(days))) {
          const { extent } = await this.database.transaction((tx) => this.eraser.measure(doomed(due), tx), {
            snapshot: true,
          });
          sum.subjects += due.length;
          sum.conversations += extent.conversations;
          sum.entries += extent.entries;
          sum.held += held;
        }
      }
      preview.push(sum);
    }
    return preview;
  }

  /** A step of the schedule: once a day, by one of all replicas. */
  async runNightly(): Promise<void> {
    const day = new Date(this.clock()).toISOString().slice(0, 10);
    const rules = await this.store.rules();
    if (rules.length === 0) return;
    const id = await this.store.begin(day, new Date(this.clock()));
    if (id !== null) await this.finish(id, rules, product);
  }

  async run({ id, name }: Actor): Promise<Answer> {
    const run = await this.store.begin(null, new Date(this.clock()));
    if (run !== null) await this.finish(run, await this.store.rules(), { id, name });
    return this.get();
  }

  private async finish(id: number, rules: readonly RuleRow[], actor: Actor): Promise<void> {
    const totals: RunTotals = { keys: 0, entries: 0, held: 0 };
    for (const rule of rules) await this.apply(rule, actor, totals);
    await this.store.end(id, new Date(this.clock()), totals);
    if (totals.keys > 0) await this.show.soon();
  }

  private async apply({ class: kind, days }: RuleRow, actor: Actor, totals: RunTotals): Promise<void> {
    const before = this.before(days);
    for await (const { due, held } of this.due.find(kind, before)) {
      totals.held += held;
      for (let first = 0; first < due.length; first += batch) {
        const done = await this.eraseBatch(kind, due.slice(first, first + batch), before, actor);
        totals.keys += done.keys;
        totals.entries += done.entries;
        totals.held += done.held;
        await sleep(pauseMs);
      }
    }
  }

  private eraseBatch(
    kind: RetentionClass,
    given: readonly Due[],
    before: Date,
    actor: Actor,
  ): Promise<RunTotals> {
    const id = randomUUID();
    return this.list.during(id, async (tx) => {
      await this.eraser.standStill(tx);
      // Something may have been said, or a hold placed, since they were found.
      const { due, held } = await this.due.judge(kind, given, before, tx);
      if (due.length === 0) return { keys: 0, entries: 0, held };
      const erased = await this.eraser.erase(doomed(due), { eventId: id, replayed: false }, tx);
      const data = { code: retentionCode, class: kind, ...erased.extent, datasets: erased.datasets };
      await this.ingest.recordWithin(tx, { type: 'subject.erased', data }, actor, id);
      await this.list.intend(id, erased);
      return { keys: erased.extent.keys, entries: erased.extent.entries, held };
    });
  }

  private before(days: number): Date {
    return new Date(this.clock() - days * dayMs);
  }
}

/** Only the keys themselves: a customer's conversations have a rule of their own. */
function doomed(due: readonly Due[]): Doomed {
  const conversations = new Map(
    due.flatMap((one) => one.conversations).map((key) => [key.toString('latin1'), key]),
  );
  return { refs: due.map(({ ref }) => ref), conversations: [...conversations.values()] };
}
