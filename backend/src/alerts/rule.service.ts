import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type { AlertReading } from '../contract/alerts.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf, BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { ruleSentence, unitOf } from '../contract/rule-sentence.js';
import { Database, type Transaction } from '../db/database.js';
import type { Actor } from '../ingest/actor.js';
import { IngestService } from '../ingest/ingest.service.js';
import { type AlertRow, AlertStore } from './alert.store.js';
import { ChannelStore } from './channel.store.js';
import type { Reading } from './judge.js';
import { RaiseService, sentenceOf } from './raise.service.js';
import { ReadingsService } from './readings.service.js';
import { type RuleRow, RuleStore } from './rule.store.js';
import { firingsOf, newState } from './state.js';
import { endsBefore, stepOf } from './windows.js';

type Rule = AnswerOf<typeof routes.alertRuleCreate>;
type Preview = AnswerOf<typeof routes.alertRulePreview>;
type Change = BodyOf<typeof routes.alertRuleChange>;

const dayMs = 86_400_000;
const previewDays = 30;
/** Windows of a rule that a list draws, and that a new rule begins with. */
const drawn = 40;
/** Points of a preview that are worth sending. */
const previewPoints = 240;
const alertsShown = 200;
const mostRules = 200;
/** Windows are kept for as long as a preview looks back, and a little more. */
const keptDays = 40;

/** Rules: what they are, what they found, what they would have found. */
@Injectable()
export class RuleService {
  constructor(
    private readonly database: Database,
    private readonly rules: RuleStore,
    private readonly alerts: AlertStore,
    private readonly channels: ChannelStore,
    private readonly readings: ReadingsService,
    private readonly raising: RaiseService,
    private readonly ingest: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(): Promise<Rule[]> {
    const rows = await this.rules.list();
    const windows = await this.rules.windows(
      rows.map(({ id }) => id),
      drawn,
    );
    return rows.map((row) => ruleOf(row, windows.get(row.id) ?? []));
  }

  async raised(): Promise<AnswerOf<typeof routes.alertList>> {
    return (await this.alerts.list(alertsShown)).map(alertOf);
  }

  firing(): Promise<{ firing: number; critical: number }> {
    return this.alerts.countFiring();
  }

  async create(body: BodyOf<typeof routes.alertRuleCreate>, actor: Actor): Promise<Rule> {
    if ((await this.rules.list()).length >= mostRules) {
      throw new Problem('conflict', { detail: `There are ${mostRules} rules already.` });
    }
    const now = this.clock();
    const row: RuleRow = {
      id: randomUUID(),
      condition: body.condition,
      severity: body.severity,
      raise_after: body.raiseAfter,
      resolve_after: body.resolveAfter,
      channels: body.channels,
      paused: body.paused,
      changed_at: new Date(now),
      ...{ state: newState.state, since: null, breaches: 0, fines: 0, looked_at: null },
    };
    const history = await this.history(row, now);
    row.looked_at = new Date(history.at(-1)?.end ?? now);
    await this.database.transaction(async (tx) => {
      await this.checkChannels(body.channels, tx);
      await this.rules.insert(row, tx);
      await this.rules.addWindows(row.id, history, tx);
      await this.record('created', row, actor, tx);
    });
    return this.get(row.id);
  }

  async change(id: string, change: Change, actor: Actor): Promise<Rule> {
    const known = await this.find(id);
    const now = this.clock();
    const anew = lookedAtDiffers(known, change);
    const history = anew ? await this.history({ ...known, ...rowOf(known, change) }, now) : [];
    await this.database.transaction(async (tx) => {
      const held = await this.rules.hold(id, tx);
      if (!held) throw notThere();
      if (change.channels) await this.checkChannels(change.channels, tx);
      const row = { ...held, ...rowOf(held, change) };
      const stops = row.paused && !held.paused;
      if (anew || stops || (held.paused && !row.paused)) {
        await this.raising.resolve(id, stops ? 'paused' : 'changed', new Date(now), tx);
        Object.assign(row, { state: 'new', since: null, breaches: 0, fines: 0, changed_at: new Date(now) });
        if (!anew) row.looked_at = new Date(now);
      }
      if (anew) {
        await this.rules.forgetWindows(id, tx);
        await this.rules.addWindows(id, history, tx);
        row.looked_at = new Date(history.at(-1)?.end ?? now);
      }
      await this.rules.update(row, tx);
      await this.record(
        stops ? 'paused' : held.paused && !row.paused ? 'resumed' : 'changed',
        row,
        actor,
        tx,
      );
    });
    return this.get(id);
  }

  async remove(id: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const held = await this.rules.hold(id, tx);
      if (!held) throw notThere();
      await this.raising.resolve(id, 'removed', new Date(this.clock()), tx);
      await this.rules.remove(id, tx);
      await this.record('removed', held, actor, tx);
    });
  }

  async preview({
    condition,
    raiseAfter,
    resolveAfter,
  }: BodyOf<typeof routes.alertRulePreview>): Promise<Preview> {
    const step = stepOf(condition);
    const now = this.clock();
    const ends = endsBefore(step, now, Math.floor((previewDays * dayMs) / step));
    const read = await this.readings.read(condition, ends);
    const firings = firingsOf(read, { raiseAfter, resolveAfter });
    const every = Math.ceil(read.length / previewPoints);
    const last = read.at(-1);
    return {
      sentence: ruleSentence({ condition, raiseAfter, resolveAfter }),
      unit: unitOf(condition),
      from: isoOf(ends[0] ?? now),
      to: isoOf(ends.at(-1) ?? now),
      windows: read.length,
      unknown: read.filter(({ verdict }) => verdict === 'unknown').length,
      firings: firings.map(({ from, to }) => ({ from: isoOf(from), to: to === null ? null : isoOf(to) })),
      last: last ? readingOf(last) : null,
      values: read.filter((_, i) => (read.length - 1 - i) % every === 0).map(pointOf),
    };
  }

  async purge(): Promise<void> {
    await this.rules.forgetBefore(new Date(this.clock() - keptDays * dayMs));
  }

  /** What the windows before now would have said; the last one that is over is left for the first evaluation. */
  private history({ condition }: RuleRow, now: number): Promise<Reading[]> {
    const step = stepOf(condition);
    return this.readings.read(condition, endsBefore(step, now - step, drawn));
  }

  private async get(id: string): Promise<Rule> {
    const row = await this.find(id);
    return ruleOf(row, (await this.rules.windows([id], drawn)).get(id) ?? []);
  }

  private async find(id: string): Promise<RuleRow> {
    const row = await this.rules.find(id);
    if (!row) throw notThere();
    return row;
  }

  private async checkChannels(ids: readonly string[], tx: Transaction): Promise<void> {
    const known = await this.channels.known(ids, tx);
    if (new Set(ids).size > known.length) {
      throw new Problem('unprocessable', { detail: 'One of the channels does not exist.' });
    }
  }

  private async record(code: string, row: RuleRow, { id, name }: Actor, tx: Transaction): Promise<void> {
    const { condition, severity, channels } = row;
    const data = { code, alert_rule: row.id, sentence: sentenceOf(row), condition, severity, channels };
    await this.ingest.recordWithin(tx, { type: 'alert.rule_changed', data }, { id, name });
  }
}

const notThere = () => new Problem('not_found', { detail: 'There is no such rule.' });
const isoOf = (at: number | Date) => new Date(at).toISOString();

const rowOf = (row: RuleRow, change: Change) => ({
  condition: change.condition ?? row.condition,
  severity: change.severity ?? row.severity,
  raise_after: change.raiseAfter ?? row.raise_after,
  resolve_after: change.resolveAfter ?? row.resolve_after,
  channels: change.channels ?? row.channels,
  paused: change.paused ?? row.paused,
});

/** Whether windows so far say nothing about the rule as it will be. */
function lookedAtDiffers(row: RuleRow, change: Change): boolean {
  const next = rowOf(row, change);
  const parts = ({ condition, raise_after, resolve_after }: typeof next) => [
    condition,
    raise_after,
    resolve_after,
  ];
  return !isDeepStrictEqual(parts(next), parts(row));
}

const readingOf = ({ end, ...reading }: Reading): AlertReading => ({ end: isoOf(end), ...reading });
const pointOf = ({ end, value }: Reading) => ({ end: isoOf(end), value });

function ruleOf(row: RuleRow, readings: readonly Reading[]): Rule {
  const last = readings.at(-1);
  return {
    id: row.id,
    sentence: sentenceOf(row),
    condition: row.condition,
    severity: row.severity,
    raiseAfter: row.raise_after,
    resolveAfter: row.resolve_after,
    channels: row.channels,
    paused: row.paused,
    state: row.state,
    since: row.since && isoOf(row.since),
    unit: unitOf(row.condition),
    last: last ? readingOf(last) : null,
    windows: readings.map(pointOf),
  };
}

const alertOf = (row: AlertRow): AnswerOf<typeof routes.alertList>[number] => ({
  id: row.id,
  ruleId: row.rule_id,
  sentence: row.sentence,
  severity: row.severity,
  unit: row.unit,
  reading: { end: isoOf(row.end_at), value: row.value, low: row.low, high: row.high, rows: row.rows },
  raisedAt: isoOf(row.raised_at),
  resolvedAt: row.resolved_at && isoOf(row.resolved_at),
  cause: row.cause,
});
