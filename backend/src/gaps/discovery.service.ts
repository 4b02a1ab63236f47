import { createHash } from 'node:crypto';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { Database, type Transaction } from '../db/database.js';
import { countErasures, holdErasures } from '../ledger/erasure.store.js';
import { mapInTurns } from '../turns.js';
import { AssignStore } from './assign.store.js';
import { DecisionStore } from './decision.store.js';
import { EmbeddingService, type Vectors } from './embedding/embedding.service.js';
import type { DiscoverOptions, Discovery } from './engine/discover.js';
import type { Escalation } from './engine/escalation.js';
import { EscalationStore } from './escalation.store.js';
import { type GapRun, GapStore } from './gap.store.js';
import { GuidanceStore } from './guidance.store.js';
import { traceLineage } from './lineage/lineage.js';
import { traceEvents } from './lineage/trace-events.js';
import { MapService } from './map/map.service.js';
import { PlacementService } from './placement.service.js';

/** How gaps are found: in a worker thread, or (tests) in this one. */
export type Discover = (
  escalations: readonly Escalation[],
  signal?: AbortSignal,
  options?: DiscoverOptions,
) => Promise<Discovery>;
export const DISCOVER = Symbol('discover');

/** New or newly resolved escalations that make a run worth its time: this many, or this share. */
const worthwhile = { count: 200, share: 0.02 };
const usualPauseMs = 5 * 60_000;
/** While a log is being loaded, gaps follow it: with half as many again, and a pause of this many times a run. */
const loading = { growth: 1.5, leastPauseMs: 15_000, pausePerRun: 5 };

/** Instead of a failure, when the endpoint gave all that it was asked for. */
const overtaken = 'more words came meanwhile than it had been asked for';

/** What a run looked at, and since when. */
interface Looked {
  input: string;
  begun: number;
  vectors: Vectors;
  /** Why the embeddings endpoint gave less than it was asked for. */
  failure: string | null;
}

/** Finds gaps anew when enough has happened, and keeps their identities. */
@Injectable()
export class DiscoveryService implements BeforeApplicationShutdown {
  private readonly ending = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly escalations: EscalationStore,
    private readonly gaps: GapStore,
    private readonly decisions: DecisionStore,
    private readonly placement: PlacementService,
    private readonly guidance: GuidanceStore,
    private readonly news: AssignStore,
    private readonly map: MapService,
    private readonly embeddings: EmbeddingService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DISCOVER) private readonly discover: Discover,
  ) {}

  beforeApplicationShutdown(): void {
    this.ending.abort();
  }

  /** A step of the schedule: runs when it is worth it. Answers whether it ran. */
  async runIfDue(): Promise<boolean> {
    const [now, last] = await Promise.all([this.escalations.count(), this.gaps.lastRun()]);
    if (now.escalations === 0 && !last) return false;
    if (last && !this.isDue(now, last) && !(await this.isDueForVectors(last))) return false;
    return this.run();
  }

  private isDue(now: { escalations: number; resolved: number }, last: GapRun): boolean {
    const news = Math.max(
      Math.abs(now.escalations - last.escalations),
      Math.abs(now.resolved - last.resolved),
    );
    if (last.outdated) return true;
    if (news < Math.min(worthwhile.count, Math.max(1, worthwhile.share * last.escalations))) return false;
    const isLoading = now.escalations > loading.growth * last.escalations;
    const pauseMs = isLoading
      ? Math.max(loading.leastPauseMs, loading.pausePerRun * last.seconds * 1000)
      : usualPauseMs;
    return this.clock() - last.at.getTime() >= pauseMs;
  }

  /** The last run was made with other vectors than those that are wanted, which now are there. */
  private async isDueForVectors(last: GapRun): Promise<boolean> {
    if (last.embeddings === this.embeddings.model) return false;
    if (this.clock() - last.at.getTime() < loading.leastPauseMs) return false;
    return (await this.embeddings.fill('all', this.ending.signal)) === null;
  }

  /** Answers whether there was anything new to look at; false also when another process is running. */
  async run(): Promise<boolean> {
    const failure = await this.embeddings.fill('all', this.ending.signal);
    const done = await this.database.tryLock('gaps.discover', async (tx) => {
      const begun = this.clock();
      const erasures = await countErasures(tx);
      const news = await this.news.last(tx);
      const found = await this.escalations.readAll(tx);
      const vectors = await this.embeddings.forRun(found, tx);
      const input = await digestOf(found, vectors.model);
      const last = await this.gaps.lastRun(tx);
      const discovery =
        last?.input === input
          ? undefined
          : await this.discover(found, this.ending.signal, {
              ...(await this.guidance.read(tx)),
              ...(vectors.dense && { dense: vectors.dense }),
            });
      await holdErasures(tx);
      // Words that it looked at are erased: what it found in them is not kept, the next run looks again.
      if ((await countErasures(tx)) !== erasures) return false;
      if (!discovery) {
        await this.gaps.confirm(tx);
        await this.map.layOut(tx);
        return false;
      }
      await this.keep(found, discovery, { input, begun, vectors, failure }, tx);
      await this.news.forget(news, tx);
      return true;
    });
    return done ?? false;
  }

  private async keep(
    escalations: readonly Escalation[],
    { algorithm, gaps, noise, withoutText, model }: Discovery,
    { input, begun, vectors, failure }: Looked,
    tx: Transaction,
  ): Promise<void> {
    const groups = gaps.map((gap) => ({
      members: gap.members.map((member) => member.handoffKey),
      founders: gap.founders,
    }));
    const known = await this.gaps.known(tx);
    const lineage = traceLineage(groups, known, await this.decisions.anchors(tx));
    const events = traceEvents(
      groups.map(({ members }, i) => ({ id: lineage.ids[i] as string, members })),
      known,
    );
    const ended = this.clock();
    const run: Omit<GapRun, 'outdated'> = {
      at: new Date(ended),
      seconds: (ended - begun) / 1000,
      algorithm,
      input,
      escalations: escalations.length,
      resolved: escalations.filter((escalation) => escalation.resolvedIntent !== null).length,
      in_gaps: groups.reduce((sum, group) => sum + group.members.length, 0),
      noise,
      without_text: withoutText,
      embeddings: vectors.model,
      embeddings_failure: failure ?? (vectors.model === this.embeddings.model ? null : overtaken),
    };
    await this.gaps.write(run, gaps, lineage, events, tx);
    await this.news.keep(model, lineage.ids, vectors.model, tx);
    await this.placement.settle('all', tx);
  }
}

/** `model`: whose vectors were used beside the words. */
async function digestOf(escalations: readonly Escalation[], model: string | null): Promise<string> {
  const hash = createHash('sha256');
  if (model !== null) hash.update(`${JSON.stringify(model)}\n`);
  await mapInTurns(escalations, (escalation) => {
    hash.update(`${JSON.stringify(Object.values(escalation))}\n`);
  });
  return hash.digest('hex');
}
