import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, type Clock, CONFIG, type Config } from '../config.js';
import { Problem } from '../contract/problem.js';
import { Slots } from '../db/slots.js';
import { isUnavailable } from '../db/unavailable.js';
import { LOG } from '../http/log.js';
import { AppendService, isPassing } from './append.service.js';
import { CheckService } from './check.service.js';
import { type ImportRow, ImportStore } from './import.store.js';
import { SpoolFolder } from './spool.js';

/** Imports that are read at once; the others wait. */
const atOnce = 2;
/** Whoever works on an import and is silent for so long does not work on it any more. */
const silentSeconds = 15;
const retryMs = 5_000;
const day = 86_400_000;
const states = ['checking', 'running', 'cancelling'] as const;

/** Works on imports until they are done, also on those that a process left behind that ended. */
@Injectable()
export class RunService implements BeforeApplicationShutdown {
  private readonly slots = new Slots(atOnce);
  private readonly working = new Map<string, { abort: AbortController; done: Promise<void> }>();
  private stopped = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Logger,
    private readonly store: ImportStore,
    private readonly spool: SpoolFolder,
    private readonly checks: CheckService,
    private readonly appends: AppendService,
  ) {}

  /** Its state has changed: somebody has to do what it says. */
  begin(id: string): void {
    if (this.stopped) return;
    const known = this.working.get(id);
    if (known) {
      known.abort.abort();
      return;
    }
    const abort = new AbortController();
    const done = this.slots
      .run(() => this.work(id, abort.signal))
      .catch((error: unknown) => this.report(id, error))
      .finally(() => {
        this.working.delete(id);
        return this.beginAgain(id);
      });
    this.working.set(id, { abort, done });
  }

  /** Its state may have changed while its last work came to an end. */
  private async beginAgain(id: string): Promise<void> {
    if (this.stopped) return;
    const row = await this.store.find(id).catch(() => undefined);
    if (row && isWork(row)) this.begin(id);
  }

  private async work(id: string, signal: AbortSignal): Promise<void> {
    const row = await this.store.find(id);
    if (!row || this.stopped) return;
    try {
      if (row.state === 'checking') await this.checks.run(row, signal);
      else if (row.state === 'running') await this.appends.run(row, signal);
      else if (row.state === 'cancelling') await this.appends.cancel(row);
    } catch (error) {
      if (signal.aborted) return;
      if (isPassing(error)) await pause(retryMs, undefined, { signal }).catch(() => undefined);
      else await this.fail(row, error);
    }
  }

  /** Whether files are read here, or wait for it. */
  get isBusy(): boolean {
    return this.working.size > 0;
  }

  private async fail(row: ImportRow, error: unknown): Promise<void> {
    this.report(row.id, error);
    await this.store.move(row.id, ['checking', 'running'], 'failed', { problem: problemOf(error) });
  }

  /** Goes on with what nobody works on any more. */
  async resume(): Promise<void> {
    const here = (await this.spool.ids()).filter((id) => !this.working.has(id));
    for (const id of await this.store.takeAbandoned(here, silentSeconds)) this.begin(id);
  }

  /** Old reports go, and files that nobody started for a day. */
  async purge(): Promise<void> {
    const now = this.clock();
    await this.store.purge(new Date(now - this.config.importDays * day), new Date(now - day));
    const here = await this.spool.ids();
    const open = new Set(await this.store.open());
    for (const id of here) if (!open.has(id)) await this.spool.remove(id);
  }

  /** Resolves when nobody here works on it any more. */
  async stop(id: string): Promise<void> {
    const known = this.working.get(id);
    known?.abort.abort();
    await known?.done;
  }

  /** Resolves when all work that is under way is done. */
  async settled(): Promise<void> {
    while (this.working.size > 0) await Promise.all([...this.working.values()].map(({ done }) => done));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    const ids = [...this.working.keys()];
    for (const { abort } of this.working.values()) abort.abort();
    await Promise.all([...this.working.values()].map(({ done }) => done));
    // The next start goes on at once.
    for (const id of ids) await this.store.letGo(id).catch(() => undefined);
  }

  private report(id: string, error: unknown): void {
    if (isUnavailable(error)) this.log.warn({ err: error, import: id }, 'import postponed');
    else this.log.error({ err: error, import: id }, 'import failed');
  }
}

const isWork = ({ state }: ImportRow): boolean => (states as readonly string[]).includes(state);

function problemOf(error: unknown): string {
  if (error instanceof Problem) return error.message;
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    return 'Its files are not here: another replica has them, or they were deleted.';
  return `Reading failed: ${error instanceof Error ? error.message : String(error)}`;
}
