import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { AlertCondition } from '../contract/alerts.js';
import { type DurationMetric, type Metric } from '../contract/metric.js';
import { type MetricName, metricOf, metrics } from '../contract/metrics.js';
import { Database, type Transaction } from '../db/database.js';
import { type Measured, measuredOf, measuredTimes } from '../metrics/measured.js';
import { maturityOf, sumsFor } from '../metrics/plan.js';
import type { Reach } from '../metrics/sum-request.js';
import { SumsStore } from '../metrics/sums.store.js';
import { type BinCount, timesOf } from '../metrics/times.js';
import { TimesStore } from '../metrics/times.store.js';
import { judgeMetric, type Reading, unknown } from './judge.js';
import { judgeSilence, learningMs, type Starts } from './rhythm.js';
import { WaitingStore } from './waiting.store.js';
import { shiftOf, stepOf } from './windows.js';

type MetricCondition = Extract<AlertCondition, { kind: 'metric' }>;
type WaitingCondition = Extract<AlertCondition, { kind: 'waiting' }>;
type SilenceCondition = Extract<AlertCondition, { kind: 'silence' | 'unusual_silence' }>;

const quarter = 900_000;
/** Windows that are judged in one go. */
const atOnce = 50;

/** A metric's number over any stretch of whole slots. */
type Over = (firstSlot: number, slots: number) => Measured;

/**
 * What windows say, as the facts stand now: one reading of the database for any number of them, so that a preview
 * is the evaluation itself over the past.
 */
@Injectable()
export class ReadingsService {
  constructor(
    private readonly database: Database,
    private readonly sums: SumsStore,
    private readonly times: TimesStore,
    private readonly waiting: WaitingStore,
  ) {}

  /** `ends`: ascending, one step apart. */
  async read(condition: AlertCondition, ends: readonly number[]): Promise<Reading[]> {
    if (ends.length === 0) return [];
    return this.database.transaction(
      async (tx) => {
        const reach = await this.sums.reach(tx);
        if (!reach.watermark) return ends.map((end) => unknown(end, 'no_data'));
        if (condition.kind === 'metric') return this.metric(tx, condition, ends, reach);
        if (condition.kind === 'waiting') return this.waits(tx, condition, ends);
        return this.silence(tx, condition, ends, reach);
      },
      { snapshot: true },
    );
  }

  private async metric(
    tx: Transaction,
    condition: MetricCondition,
    ends: readonly number[],
    reach: Reach,
  ): Promise<Reading[]> {
    const metric = metricOf(condition.metric);
    const step = stepOf(condition);
    const slots = (condition.window * 60_000) / step;
    const shift = shiftOf(condition);
    const before = (ends[0] ?? 0) - shift - 2 * slots * step;
    const to = (ends.at(-1) ?? 0) - shift;
    const over = await this.numbers(tx, condition, metric, { from: before, to, step }, reach);
    const mature = reach.watermark && maturityOf(metric, reach.watermark)?.getTime();
    const readings: Reading[] = [];
    for (const end of ends) {
      // A preview is thousands of medians: others get their turn between them.
      if (readings.length % atOnce === atOnce - 1) await turn();
      const place = (end - shift - before) / step;
      const isYoung = mature && end - shift > mature;
      readings.push(
        isYoung
          ? unknown(end, 'not_mature')
          : judgeMetric(condition, end, over(place - slots, slots), () => over(place - 2 * slots, slots)),
      );
    }
    return readings;
  }

  private async numbers(
    tx: Transaction,
    { filters }: MetricCondition,
    metric: Metric,
    { from, to, step }: { from: number; to: number; step: number },
    reach: Reach,
  ): Promise<Over> {
    const starts = Array.from({ length: (to - from) / step }, (_, i) => from + i * step);
    if (metric.unit === 'seconds') return this.medians(tx, { metric, filters, from, to, starts }, reach);
    const parts = sumsFor(metric);
    const rows = await this.sums.sum(
      tx,
      { population: metric.population, parts, filters, from, to, starts },
      reach,
    );
    const bySlot = new Map(rows.map(({ slot, sums }) => [slot, sums]));
    return (first, slots) => {
      const totals = parts.map(() => 0);
      for (let slot = first; slot < first + slots; slot += 1) {
        bySlot.get(slot)?.forEach((sum, i) => {
          totals[i] = (totals[i] ?? 0) + sum;
        });
      }
      return measuredOf(metric, totals, reach.rates);
    };
  }

  private async medians(
    tx: Transaction,
    request: {
      metric: DurationMetric;
      filters: MetricCondition['filters'];
      from: number;
      to: number;
      starts: number[];
    },
    reach: Reach,
  ): Promise<Over> {
    const rows = await this.times.bins(tx, request, reach);
    const bySlot = new Map(rows.map(({ slot, bins }) => [slot, bins]));
    return (first, slots) => {
      const bins: BinCount[] = [];
      for (let slot = first; slot < first + slots; slot += 1) bins.push(...(bySlot.get(slot) ?? []));
      return measuredTimes(timesOf(bins));
    };
  }

  private async waits(
    tx: Transaction,
    condition: WaitingCondition,
    ends: readonly number[],
  ): Promise<Reading[]> {
    const [first = 0, last = first] = [ends[0], ends.at(-1)];
    const ageMs = condition.minutes * 60_000;
    const changes = await this.waiting.changes(tx, {
      ...{ first, last, ageMs, filters: condition.filters },
      step: stepOf(condition),
    });
    const at = new Map(changes.map(({ place, change }) => [place, change]));
    let value = 0;
    return ends.map((end, i) => {
      value += at.get(i) ?? 0;
      const verdict = value >= condition.atLeast ? 'breach' : 'fine';
      return { end, verdict, why: null, value, low: null, high: null, rows: value };
    });
  }

  private async silence(
    tx: Transaction,
    condition: SilenceCondition,
    ends: readonly number[],
    reach: Reach,
  ): Promise<Reading[]> {
    const to = ends.at(-1) ?? 0;
    const from = (ends[0] ?? 0) - 2 * learningMs;
    const starts = Array.from({ length: (to - from) / quarter }, (_, i) => from + i * quarter);
    const { population, numerator } = metrics['episodes' satisfies MetricName];
    const rows = await this.sums.sum(
      tx,
      { population, parts: [numerator], filters: { source: [condition.source] }, from, to, starts },
      reach,
    );
    const counts = starts.map(() => 0);
    for (const { slot, sums } of rows) counts[slot] = sums[0] ?? 0;
    const begun: Starts = { from, counts };
    return judgeSilence(condition, ends, begun);
  }
}
