import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, type Clock } from '../config.js';
import { Database, type Transaction } from '../db/database.js';
import { isUnavailable } from '../db/unavailable.js';
import { CursorStore } from '../follow/cursor.store.js';
import { FollowService } from '../follow/follow.service.js';
import { LOG } from '../http/log.js';
import { SumsStore } from '../metrics/sums.store.js';
import { type Reading, unknown } from './judge.js';
import { RaiseService } from './raise.service.js';
import { ReadingsService } from './readings.service.js';
import { type RuleRow, RuleStore } from './rule.store.js';
import { advance, type RuleState } from './state.js';
import { dueEnds, stepOf } from './windows.js';

/** The follower whose facts are counted. */
const counted = 'episodes';
/** A window waits this long for facts that are behind; then nobody can tell. */
const patienceMs = 600_000;

const stateOf = ({ state, since, breaches, fines }: RuleRow): RuleState => ({
  ...{ state, breaches, fines },
  since: since?.getTime() ?? null,
});

/** Looks at every window once, when it is over. */
@Injectable()
export class EvaluateService {
  /** When this process began: what ended before has waited for no longer. */
  private readonly begun: number;

  constructor(
    private readonly database: Database,
    private readonly rules: RuleStore,
    private readonly readings: ReadingsService,
    private readonly raising: RaiseService,
    private readonly follow: FollowService,
    private readonly cursors: CursorStore,
    private readonly sums: SumsStore,
    @Inject(LOG) private readonly log: Logger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.begun = clock();
  }

  /** A step of the schedule, on any number of replicas. A rule that fails does not stop the others. */
  async runDue(): Promise<void> {
    const now = this.clock();
    const due = (await this.rules.active()).filter((rule) => this.endsOf(rule, now).length > 0);
    if (due.length === 0) return;
    const reached = await this.reached(now);
    for (const rule of due) {
      try {
        await this.evaluate(rule, now, reached);
      } catch (error) {
        if (isUnavailable(error)) throw error;
        this.log.error({ err: error, rule: rule.id }, 'a rule was not evaluated');
      }
    }
  }

  private endsOf({ condition, looked_at, changed_at }: RuleRow, now: number): number[] {
    return dueEnds(stepOf(condition), (looked_at ?? changed_at).getTime(), now);
  }

  /** Up to when the facts are whole: now, when nothing that was taken in waits. */
  private async reached(now: number): Promise<number> {
    const [lags, watermark, reach] = await Promise.all([
      this.follow.lags(),
      this.cursors.watermark(counted),
      this.database.transaction((tx) => this.sums.reach(tx), { snapshot: true }),
    ]);
    const lag = lags.find(({ name }) => name === counted)?.lag ?? 0;
    const [facts, summed] = [watermark?.getTime() ?? 0, reach.watermark?.getTime() ?? 0];
    return lag === 0 && summed >= facts ? now : Math.min(facts, summed);
  }

  private async evaluate(rule: RuleRow, now: number, reached: number): Promise<void> {
    const since = Math.max(this.begun, rule.changed_at.getTime());
    const ends = this.endsOf(rule, now).filter(
      (end) => end <= reached || now - Math.max(end, since) > patienceMs,
    );
    if (ends.length === 0) return;
    // Read before anything is locked: what is slow shall hold nobody up.
    const read = await this.readings.read(rule.condition, ends);
    const readings = read.map((reading) =>
      reading.end <= reached ? reading : unknown(reading.end, 'behind'),
    );
    await this.database.tryLock(`alerts.rule:${rule.id}`, (tx) => this.keep(rule, readings, now, tx));
  }

  private async keep(
    known: RuleRow,
    readings: readonly Reading[],
    now: number,
    tx: Transaction,
  ): Promise<void> {
    const rule = await this.rules.hold(known.id, tx);
    const isSame =
      rule?.looked_at?.getTime() === known.looked_at?.getTime() &&
      rule?.changed_at.getTime() === known.changed_at.getTime();
    // Another replica was first, or somebody changed it: those windows are not ours.
    if (!rule || !isSame || rule.paused) return;
    await this.rules.addWindows(rule.id, readings, tx);
    const hysteresis = { raiseAfter: rule.raise_after, resolveAfter: rule.resolve_after };
    let state = stateOf(rule);
    for (const reading of readings) {
      const next = advance(state, reading, hysteresis);
      if (next.state === 'firing' && state.state !== 'firing') {
        await this.raising.raise(rule, reading, new Date(now), tx);
      }
      if (next.state !== 'firing' && state.state === 'firing') {
        await this.raising.resolve(rule.id, 'recovered', new Date(now), tx);
      }
      state = next;
    }
    await this.rules.setState(rule.id, state, new Date(readings.at(-1)?.end ?? now), tx);
  }
}
