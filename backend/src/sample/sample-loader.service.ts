import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Logger } from 'pino';
import { SampleProgress } from '../access/sample-progress.js';
import { CLOCK, type Clock, CONFIG, type Config } from '../config.js';
import type { CloudEvent } from '../contract/events.js';
import { isUnavailable } from '../db/unavailable.js';
import { LOG } from '../http/log.js';
import { product } from '../ingest/actor.js';
import { IngestService } from '../ingest/ingest.service.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import { TargetService } from '../metrics/target.service.js';
import { dayMs } from '../simulate/arrivals.js';
import { type Delivery, simulate } from '../simulate/simulator.js';
import { SampleStore } from './sample.store.js';
import { SampleAlertsService } from './sample-alerts.service.js';
import { SampleImprovementsService } from './sample-improvements.service.js';
import { SampleProgressBar } from './sample-progress-bar.js';

export interface SampleSize {
  days?: number;
  conversations?: number;
}

const seed = 20_260_131;
/** What the whole sample comes to; the exact number is known after the first pass. */
const expectedTotal = 197_000;
const batchEvents = 1000;
/** The newest weeks come first, so that the pages have something to show at once. */
const newestMs = 30 * dayMs;
/** Escalation rate to be reached from so many days after the sample's end on. */
const target = [
  { days: -120, value: 0.35 },
  { days: -14, value: 0.2 },
  { days: 75, value: 0.12 },
];
/** After this many simulated events the rest of the process gets its turn. */
const breath = 500;

/** Fills an empty ledger with the sample contact centre, in demo mode; a restart goes on where it stopped. */
@Injectable()
export class SampleLoaderService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private stopping = false;
  private loading: Promise<void> = Promise.resolve();
  private readonly bar = new SampleProgressBar(process.stderr);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Logger,
    private readonly store: SampleStore,
    private readonly ledger: LedgerStore,
    private readonly ingest: IngestService,
    private readonly targets: TargetService,
    private readonly improvements: SampleImprovementsService,
    private readonly alerts: SampleAlertsService,
    private readonly progress: SampleProgress,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.demo) return;
    this.loading = this.fill().catch((error: unknown) => {
      this.log.error({ err: error }, 'the sample could not be loaded');
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.loading;
  }

  private async fill(): Promise<void> {
    const isFirst = !(await this.store.read());
    await this.load();
    const state = await this.store.read();
    if (!isFirst || !state) return;
    await this.setTarget(state.nowAt.getTime());
    await this.improvements.propose(state.nowAt.getTime(), () => this.stopping);
    await this.alerts.propose(() => this.stopping);
  }

  /** What the sample's leader has set out to reach. */
  private async setTarget(now: number): Promise<void> {
    const steps = target.map(({ days, value }) => ({
      from: new Date(now + days * dayMs).toISOString().slice(0, 10),
      value,
    }));
    await this.targets.set({ metric: 'escalation_rate', steps }, product);
  }

  /** Loads what is not yet loaded; a ledger that holds other events is left alone. */
  async load(size: SampleSize = {}): Promise<void> {
    const known = await this.store.read();
    if (!known && (await this.ledger.head()) > 0) return;
    const state =
      known ?? (await this.store.begin({ seed, nowAt: new Date(this.clock()), total: expectedTotal }));
    this.report(state.loaded, state.total);
    if (state.loaded >= state.total) return;
    while (!this.stopping && !(await this.tryToLoad(size))) await this.watch();
  }

  /** False while another replica loads, and while the database is away. */
  private async tryToLoad(size: SampleSize): Promise<boolean> {
    try {
      return await this.store.alone(() => this.loadRest(size));
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return false;
    }
  }

  private async loadRest(size: SampleSize): Promise<void> {
    const state = await this.store.read();
    if (!state || state.loaded >= state.total) return;
    const { loaded, nowAt } = state;
    let total = state.total;
    let position = 0;
    let batch: CloudEvent[] = [];
    const flush = async () => {
      await this.accept(batch);
      batch = [];
      await this.store.moveTo(position, total);
      this.report(position, total);
    };
    for (const pass of ['newest', 'rest'] as const) {
      let drawn = 0;
      for (const { event, beganAt } of simulate({
        ...size,
        seed: Number(state.seed),
        now: nowAt.getTime(),
      })) {
        if (this.stopping) return;
        if (++drawn % breath === 0) await setImmediate();
        if (isNewest({ beganAt }, nowAt) !== (pass === 'newest')) continue;
        if (++position > loaded) batch.push(event);
        if (batch.length >= batchEvents) await flush();
      }
      total = drawn;
    }
    await flush();
  }

  private async accept(batch: readonly CloudEvent[]): Promise<void> {
    if (batch.length === 0) return;
    const { conflict, invalid, receipts } = await this.ingest.accept(batch);
    if (conflict + invalid === 0) return;
    const [first] = receipts.filter(({ status }) => status === 'conflict' || status === 'invalid');
    this.log.error({ conflict, invalid, first }, 'events of the sample were refused');
  }

  /** Somebody else loads: we only look. */
  private async watch(): Promise<void> {
    await setTimeout(500);
    const state = await this.store.read().catch(() => undefined);
    if (state) this.report(state.loaded, state.total);
  }

  private report(loaded: number, total: number): void {
    this.progress.value = { loaded, total };
    this.bar.show(loaded, total);
  }
}

/** Releases have no conversation and come with the newest. */
const isNewest = ({ beganAt }: Pick<Delivery, 'beganAt'>, nowAt: Date) =>
  beganAt === 0 || beganAt >= nowAt.getTime() - newestMs;
