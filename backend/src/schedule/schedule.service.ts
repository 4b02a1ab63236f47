import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { AccessService } from '../access/access.service.js';
import { LooksService } from '../access-log/looks.service.js';
import { DeliverService } from '../alerts/deliver.service.js';
import { EvaluateService } from '../alerts/evaluate.service.js';
import { RuleService } from '../alerts/rule.service.js';
import { SecretService } from '../alerts/secret.service.js';
import { CONFIG, type Config } from '../config.js';
import { HealthService } from '../connections/health.service.js';
import { HookService } from '../connections/hook.service.js';
import { RejectedService } from '../connections/rejected.service.js';
import { Nudge } from '../db/nudge.js';
import { isUnavailable } from '../db/unavailable.js';
import { RetentionService } from '../erasure/retention.service.js';
import { FollowService } from '../follow/follow.service.js';
import { AssignService } from '../gaps/assign.service.js';
import { DiscoveryService } from '../gaps/discovery.service.js';
import { LOG } from '../http/log.js';
import { RunService } from '../imports/run.service.js';
import { MeasureService } from '../improvements/measure.service.js';
import { IntakeService } from '../ingest/intake.service.js';
import { IntegrityService } from '../integrity/integrity.service.js';
import { CopiesService } from '../ledger/copies.service.js';
import { SearchService } from '../ledger/search.service.js';
import { SequencerService } from '../ledger/sequencer.service.js';
import { BucketService } from '../metrics/bucket.service.js';
import { HeldFacts } from '../metrics/held-facts.store.js';
import { OrderService } from '../review/order.service.js';
import { Runner, type Step } from './runner.js';

const hour = 3_600_000;
/** How often it is asked whether gaps are to be looked for; the answer is its own. */
const gapsCheck = 15_000;
const integrityCheck = 600_000;
/** Windows end every minute; messages are due at any time. */
const alertsCheck = 5_000;
/** Imports whose process ended are looked for. */
const importsCheck = 5_000;
/** How sources do over weeks. */
const sourcesCheck = 60_000;

/**
 * Runs what turns the ledger into numbers. Each step takes its own named lock, so any number of replicas may
 * run; within one process a run never overlaps itself.
 */
@Injectable()
export class ScheduleService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly order: Runner;
  private readonly copies: Runner;
  private readonly pipeline: Runner;
  private readonly runners: Runner[];

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
    private readonly nudge: Nudge,
    private readonly registry: SchedulerRegistry,
    sequencer: SequencerService,
    copies: CopiesService,
    search: SearchService,
    follow: FollowService,
    buckets: BucketService,
    facts: HeldFacts,
    discovery: DiscoveryService,
    assigning: AssignService,
    access: AccessService,
    integrity: IntegrityService,
    retention: RetentionService,
    looks: LooksService,
    improvements: MeasureService,
    reviews: OrderService,
    alerts: EvaluateService,
    deliveries: DeliverService,
    secrets: SecretService,
    rules: RuleService,
    sources: HealthService,
    hooks: HookService,
    rejected: RejectedService,
    intake: IntakeService,
    imports: RunService,
  ) {
    const order: Step[] = [{ name: 'sequence', run: () => this.sequence(sequencer) }];
    const copying: Step[] = [{ name: 'copy checkpoints', run: () => copies.run() }];
    const pipeline: Step[] = [
      { name: 'follow', run: () => follow.runAll() },
      { name: 'assign', run: () => assigning.run() },
      { name: 'summarise', run: () => search.summarise() },
      { name: 'number changes', run: () => buckets.runOnce() },
    ];
    const housekeeping: Step[] = [
      { name: 'expired sessions', run: () => access.purge() },
      { name: 'old windows', run: () => rules.purge() },
      { name: 'old messages', run: () => deliveries.purge() },
      { name: 'old vendor deliveries', run: () => hooks.purge() },
      { name: 'old refused records', run: () => rejected.purge() },
      { name: 'old imports', run: () => imports.purge() },
    ];
    const everyMs = config.scheduleSeconds * 1000;
    // By itself: a checkpoint must wait neither until what is before it is counted, nor for a slow bucket.
    this.order = new Runner('order', everyMs, order, this.report);
    this.copies = new Runner('copies', everyMs, copying, this.report);
    this.pipeline = new Runner('pipeline', everyMs, pipeline, this.report);
    // On its own: numbers go on where a look cannot be entered yet, and the other way round.
    const entering: Step[] = [
      { name: 'enter', run: () => looks.enter() },
      { name: 'count what came', run: () => intake.flush() },
    ];
    const gaps: Step[] = [
      // Of a file that is half in it would find what half of it holds, again and again, in as much memory as the import.
      { name: 'discover', run: async () => imports.isBusy || discovery.runIfDue() },
      { name: 'measure effects', run: () => improvements.runOnce() },
      { name: 'order the review', run: () => reviews.runIfDue() },
    ];
    const verification: Step[] = [{ name: 'verify', run: () => integrity.runIfDue() }];
    const evaluation: Step[] = [
      { name: 'evaluate', run: () => alerts.runDue() },
      { name: 'bundle', run: () => deliveries.bundle() },
      { name: 'announce', run: () => deliveries.announce() },
    ];
    const delivery: Step[] = [
      { name: 'old secrets', run: () => secrets.endDue() },
      { name: 'send', run: () => deliveries.sendDue() },
    ];
    this.runners = [
      this.order,
      this.copies,
      this.pipeline,
      new Runner('looks', everyMs, entering, this.report),
      // Every replica holds its own.
      new Runner('facts', everyMs, [{ name: 'hold facts', run: () => facts.refresh() }], this.report),
      // On its own: an endpoint that is slow shall keep neither numbers nor gaps waiting.
      new Runner('vectors', everyMs, [{ name: 'embed', run: () => assigning.fillVectors() }], this.report),
      new Runner('gaps', gapsCheck, gaps, this.report),
      new Runner('alerts', alertsCheck, evaluation, this.report),
      // On its own: a receiver that is slow shall not keep windows waiting.
      new Runner('deliveries', alertsCheck, delivery, this.report),
      new Runner('imports', importsCheck, [{ name: 'go on', run: () => imports.resume() }], this.report),
      // Every replica holds its own.
      new Runner(
        'sources',
        sourcesCheck,
        [{ name: 'count weeks', run: () => sources.refresh() }],
        this.report,
      ),
      new Runner('housekeeping', hour, housekeeping, this.report),
      new Runner('integrity', integrityCheck, verification, this.report),
      new Runner('retention', hour, [{ name: 'retention', run: () => retention.runNightly() }], this.report),
    ];
  }

  /** One run of the steps that bring ledger, facts and numbers up to date. */
  async runPipeline(): Promise<void> {
    await this.order.run();
    await this.copies.run();
    await this.pipeline.run();
  }

  private async sequence(sequencer: SequencerService): Promise<void> {
    const sealed = await sequencer.run();
    if (sealed > 0 && this.config.scheduleSeconds > 0) this.pipeline.soon();
  }

  onApplicationBootstrap(): void {
    // Zero: whoever starts us runs the steps, as tests do.
    if (this.config.scheduleSeconds === 0) return;
    this.nudge.listen(() => this.order.soon());
    for (const runner of this.runners) {
      this.registry.addInterval(
        runner.name,
        setInterval(() => void runner.run(), runner.everyMs),
      );
      // Right after a start there is more urgent work than reading everything.
      if (runner.name !== 'integrity') runner.soon();
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const name of this.registry.getIntervals()) this.registry.deleteInterval(name);
    await Promise.all(this.runners.map((runner) => runner.stop()));
  }

  private readonly report = (step: string, error: unknown): void => {
    if (isUnavailable(error)) this.log.warn({ err: error, step }, 'step postponed');
    else this.log.error({ err: error, step }, 'step failed');
  };
}
