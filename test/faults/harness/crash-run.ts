import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createDataSource, poolOf } from '../../../backend/src/db/data-source.js';
import { Database } from '../../../backend/src/db/database.js';
import { sql } from '../../../backend/src/db/sql.js';
import type { KillablePostgres } from '../../support/killable-postgres.js';
import { testSecrets } from '../../support/ledger.js';
import { freePort, type Service } from '../../support/process.js';
import { createKey } from './api-key.js';
import { CheckpointWatch } from './checkpoint-watch.js';
import { examine, type Findings, missing } from './examine.js';
import { Gate } from './gate.js';
import { type Kill, planKills } from './kill-plan.js';
import { Oracle } from './oracle.js';
import { ServiceLine } from './service-line.js';
import { Writer } from './writer.js';

const baton = fileURLToPath(new URL('../../../backend/bin/baton.mjs', import.meta.url));
const writers = 4;
/** Kills between looks whether everything acknowledged is there. */
const glanceEvery = 40;
const drainMs = 120_000;
const stuckMs = 120_000;

export interface CrashPlan {
  seed: number;
  serviceKills: number;
  databaseKills: number;
  /** A folder that is not there yet. */
  folder: string;
  note(line: string): void;
}

export interface CrashReport extends Findings {
  sent: number;
  acknowledged: number;
  checkpoints: number;
  /** Answers that an honest service does not give, and its own ends. */
  surprises: string[];
  /** What `baton verify` says. */
  verified: { ok: boolean; entries: number };
}

/** One service at a time on one database, killed by plan while writers and a witness go on. */
class CrashRun {
  readonly oracle: Oracle;
  private readonly kills: Kill[];
  private service: Service | undefined;
  private killed = false;
  private line: ServiceLine | undefined;

  constructor(
    private readonly plan: CrashPlan,
    private readonly postgres: KillablePostgres,
    private readonly database: Database,
    private readonly env: Record<string, string>,
  ) {
    this.oracle = new Oracle(plan.seed);
    this.kills = planKills(plan.seed, plan.serviceKills, plan.databaseKills);
  }

  async run(): Promise<CrashReport> {
    const restarts = this.kills.filter(({ what }) => what !== 'database').length;
    this.line = new ServiceLine(this.env, 1 + restarts);
    try {
      await this.start();
      const gate = new Gate(`http://localhost:${this.env.BATON_PORT}`, await createKey(this.database));
      return await this.drive(gate);
    } finally {
      await this.line.close();
      this.killed = true;
      this.service?.child.kill('SIGKILL');
      await this.service?.exit;
    }
  }

  private async drive(gate: Gate): Promise<CrashReport> {
    const watch = new CheckpointWatch(gate);
    const team = Array.from(
      { length: writers },
      (_, index) => new Writer(this.oracle, gate, { index, of: writers }),
    );
    const work = Promise.all([watch.run(), ...team.map((writer) => writer.run())]);
    gate.lift();
    try {
      for (const [i, kill] of this.kills.entries()) {
        await this.strike(kill, gate);
        if (i % glanceEvery === glanceEvery - 1) await this.glance(i + 1);
      }
      await this.progress();
    } finally {
      gate.shutForGood();
      await work;
    }
    await Promise.all(team.map((writer) => writer.settle(performance.now() + stuckMs)));
    await this.drained();
    await watch.look();
    return this.report(gate, watch);
  }

  private async start(): Promise<void> {
    const service = await this.line?.start();
    if (!service) throw new Error('there is no line');
    this.killed = false;
    this.service = service;
    void service.exit.then((how) => {
      if (!this.killed)
        this.oracle.surprises.push(`the service ended by itself (${how}): ${service.output()}`);
    });
  }

  private async progress(): Promise<void> {
    if (await this.oracle.next(stuckMs)) return;
    throw new Error(`Nothing is acknowledged any more: ${this.service?.output()}`);
  }

  /** Lets it work until the moment has come, kills, and brings back what is gone. */
  private async strike({ what, afterMs }: Kill, gate: Gate): Promise<void> {
    await this.progress();
    await setTimeout(afterMs);
    if (what !== 'service') this.postgres.kill();
    if (what !== 'database') {
      gate.close();
      this.killed = true;
      this.service?.child.kill('SIGKILL');
      await this.service?.exit;
    }
    if (what !== 'service') await this.postgres.untilReady();
    if (what !== 'database') await this.start();
    gate.lift();
  }

  private async glance(done: number): Promise<void> {
    const lost = await missing(this.database, this.oracle);
    const { size } = this.oracle.acknowledged;
    this.plan.note(
      `${done} kills, ${size} acknowledged, ${lost.length + this.oracle.acceptedAgain.size} lost`,
    );
  }

  /** Everything has a place and the newest tree is signed. */
  private async drained(): Promise<void> {
    const giveUpAt = performance.now() + drainMs;
    while (performance.now() < giveUpAt) {
      const open = await this.database.one(sql`
        select
        where exists (select from ledger.pending)
          or (select max(size) from ledger.checkpoint) is distinct from (select max(size) from ledger.batch)`);
      if (!open) return;
      await setTimeout(50);
    }
    this.oracle.surprises.push('the sequencer did not catch up');
  }

  private async report(gate: Gate, watch: CheckpointWatch): Promise<CrashReport> {
    const log = await this.database.one<{ vkey: string }>(sql`select vkey from ledger.log`);
    const findings = await examine(this.database, this.oracle, watch.seen, log?.vkey ?? '');
    const { stdout } = await promisify(execFile)(process.execPath, [baton, 'verify', '--json'], {
      env: { ...process.env, BATON_URL: gate.url, BATON_API_KEY: gate.key },
    }).catch((failure: { stdout: string; stderr: string }) => {
      // What does not hold is told on stdout, with an exit code of its own.
      if (failure.stdout === '') throw new Error(`baton verify: ${failure.stderr}`);
      return failure;
    });
    return {
      ...findings,
      inconsistent: [...findings.inconsistent, ...watch.contradictions],
      sent: this.oracle.sentCount,
      acknowledged: this.oracle.acknowledged.size,
      checkpoints: watch.seen.size,
      surprises: this.oracle.surprises,
      verified: JSON.parse(stdout) as CrashReport['verified'],
    };
  }
}

/** The real service and a durable PostgreSQL, killed by plan under four writers; what is left of what was promised. */
export async function runCrashes(postgres: KillablePostgres, plan: CrashPlan): Promise<CrashReport> {
  const url = await postgres.create(`crash_${plan.seed}`);
  const dataSource = createDataSource({ url, poolSize: 2 });
  await dataSource.initialize();
  const env = {
    DATABASE_URL: url,
    BATON_KEYS: testSecrets,
    BATON_PORT: String(await freePort()),
    BATON_DATA_DIR: plan.folder,
    BATON_SCHEDULE_SECONDS: '1',
  };
  try {
    return await new CrashRun(plan, postgres, new Database(poolOf(dataSource)), env).run();
  } finally {
    await dataSource.destroy();
    await rm(plan.folder, { recursive: true, force: true });
  }
}
