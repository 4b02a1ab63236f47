import type { Logger } from 'pino';
import type { Clock } from '../config.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import type { CheckpointPlace } from './checkpoint-place.js';
import { Delivery } from './delivery.js';
import { isAccepted, type RestoreRecord } from './restore-record.js';
import type { Finding, RollbackService } from './rollback.service.js';
import type { Standing } from './standing.js';

type Rollback = Extract<Finding, { kind: 'rollback' }>;
type State = AnswerOf<typeof routes.ledgerStatus>['copies'][number];

/** A thousand events a second make a checkpoint a second: a place sees the newest of each few. */
const pauseMs = 5_000;
const longestPauseMs = 300_000;

interface Around {
  rollback: RollbackService;
  standing: Standing;
  /** What was accepted as lost. */
  restores(): Promise<RestoreRecord[]>;
  clock: Clock;
  log: Logger;
}

/** The checkpoints of one place: compared with the database first, then kept up to date. */
export class Copy {
  private compared = false;
  private size: number | null = null;
  private at: string | null = null;
  private problem: string | null = null;
  private readonly delivery: Delivery<{ size: number; note: string }>;

  constructor(
    private readonly place: CheckpointPlace,
    private readonly around: Around,
  ) {
    this.delivery = new Delivery((checkpoint) => this.send(checkpoint), pauseMs, longestPauseMs);
  }

  state(): State {
    const { kind, where } = this.place;
    return { kind, where, size: this.size, at: this.at, problem: this.problem };
  }

  offer(checkpoint: { size: number; note: string }): void {
    if (this.size === null || checkpoint.size > this.size) this.delivery.offer(checkpoint);
  }

  settled(): Promise<void> {
    return this.delivery.settled();
  }

  close(): Promise<void> {
    return this.delivery.close();
  }

  /** Never rejects: what cannot be read now is compared before the first write. */
  async tryToCompare(): Promise<void> {
    await this.attempt(() => this.compare()).catch(() => undefined);
  }

  private send({ size, note }: { size: number; note: string }): Promise<void> {
    return this.attempt(async () => {
      if (!this.compared) await this.compare();
      this.around.standing.expectWritable();
      const at = new Date(this.around.clock());
      await this.place.keep(note, at);
      this.size = size;
      this.at = at.toISOString();
    });
  }

  /** Rejects unless everything that is there is ours and is in the database: nothing else is ever written over. */
  private async compare(): Promise<void> {
    const notes = await this.place.newest();
    const findings = await Promise.all(notes.map((note) => this.around.rollback.compare(note)));
    const lost = await this.findLost(findings);
    if (lost) this.closeLedger(lost);
    const sizes = findings.flatMap((finding) => (finding.kind === 'agrees' ? finding.checkpoint.size : []));
    if (sizes.length > 0) this.size = Math.max(...sizes);
    if (findings.some(({ kind }) => kind === 'foreign')) {
      throw new Error('it holds something that is no checkpoint by our keys, and is left alone');
    }
    this.compared = true;
  }

  /** A rollback that nobody has accepted. Records that cannot be read accept nothing. */
  private async findLost(findings: readonly Finding[]): Promise<Rollback | undefined> {
    const rollbacks = findings.filter((finding) => finding.kind === 'rollback');
    if (rollbacks.length === 0) return undefined;
    const restores = await this.around.restores().catch(() => []);
    return rollbacks.find(({ checkpoint }) => !isAccepted(restores, checkpoint));
  }

  private closeLedger({ detail, checkpoint: { size } }: Rollback): never {
    const { standing, log } = this.around;
    standing.close(detail);
    log.error(
      { place: this.place.where, size },
      `ledger rollback: ${detail} Nothing is taken, sealed or signed.`,
    );
    throw new Error(detail);
  }

  /** Tells the log when a place fails, and when it works again; not every time it is tried. */
  private async attempt(work: () => Promise<void>): Promise<void> {
    const { log } = this.around;
    const place = { kind: this.place.kind, place: this.place.where };
    try {
      await work();
    } catch (error) {
      if (this.problem === null)
        log.warn({ ...place, err: error }, 'checkpoints are not copied; it is tried again');
      this.problem = wordsOf(error);
      throw error;
    }
    if (this.problem !== null) log.info(place, 'checkpoints are copied again');
    this.problem = null;
  }
}

/** fetch hides the reason behind "fetch failed". */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== ''
    ? `${error.message}: ${cause.message}`
    : error.message;
}
