import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type { Improvement, ImprovementEffect } from '../contract/improvements.js';
import { Database } from '../db/database.js';
import { CursorStore } from '../follow/cursor.store.js';
import { product } from '../ingest/actor.js';
import { IngestService } from '../ingest/ingest.service.js';
import { CourseStore } from './course.store.js';
import { coursesOf, expectedByWeek, type Span, spanOf, upTo, weekMs } from './courses.js';
import {
  type Course,
  controlsOf,
  detectableFall,
  type Effect,
  effectOf,
  leastControls,
  partsUntilSeen,
  verdictOf,
} from './effect.js';
import { type ImprovementRow, ImprovementStore } from './improvement.store.js';

/** An improvement that is out. */
export type Released = ImprovementRow & { bot: string; released_at: Date };
export const isReleased = (row: ImprovementRow): row is Released =>
  row.bot !== null && row.released_at !== null;

export interface Measured {
  effect: ImprovementEffect;
  course: Improvement['course'];
  noise: Improvement['noise'];
  span: Span;
}

/** Measures what released improvements did, and enters in the ledger what it comes to. */
@Injectable()
export class MeasureService {
  constructor(
    private readonly database: Database,
    private readonly improvements: ImprovementStore,
    private readonly courses: CourseStore,
    private readonly cursors: CursorStore,
    private readonly ingest: IngestService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A step of the schedule: measures again what there is news of. */
  async runOnce(): Promise<number> {
    const measure = async () => {
      const released = await this.improvements.released();
      if (released.length === 0) return 0;
      const state = await this.improvements.stateOfData();
      const stale = released.filter(({ measuredOf }) => measuredOf !== state);
      for (const { id } of stale) await this.keep(id, state);
      return stale.length;
    };
    return (await this.database.tryLock('improvements.measure', measure, { needsAnother: true })) ?? 0;
  }

  private async keep(id: string, state: number): Promise<void> {
    const row = await this.improvements.find(id);
    if (!row || !isReleased(row)) return;
    const { effect } = await this.measure(row);
    const isNews = effect.verdict !== (row.measured?.verdict ?? 'too_early');
    await this.database.transaction(async (tx) => {
      await this.improvements.keepEffect(id, effect, state, tx);
      if (!isNews) return;
      const data = {
        improvement: id,
        gap: row.gap_id,
        code: effect.verdict,
        bot: row.bot,
        version: row.version,
        ...(effect.ratio === null ? {} : { ratio_bp: Math.round(effect.ratio * 10_000) }),
      };
      await this.ingest.recordWithin(tx, { type: 'improvement.measured', data }, product);
    });
  }

  async measure(row: Released): Promise<Measured> {
    const { gap_id: gap, bot, released_at: at, aimed } = row;
    const [basis, watermark] = await Promise.all([
      this.courses.basis(gap, bot),
      this.cursors.watermark('gaps'),
    ]);
    // What is not sorted into gaps yet is missing in them: nothing is said from there on.
    const known = watermark ?? at;
    const end = basis.unsorted && basis.unsorted < known ? basis.unsorted : known;
    const since = basis.since ?? at;
    const reach = { bot, from: spanOf(at, since, end).from, to: end };
    const touched = await this.courses.touched(reach, row.id);
    const next = touched.find((other) => other.gap === gap && other.at > at);
    const span = spanOf(at, since, next && next.at < end ? next.at : end);
    const counts = await this.courses.weeks({ bot, at, from: span.from, to: span.to });
    const others = new Set(touched.filter((other) => other.at < span.to).map((other) => other.gap));
    const found = coursesOf(counts, gap, span, others);
    const effect = effectOf(found.treated, found.others);
    return {
      effect: this.effect(effect, found, span, {
        aimed,
        at,
        isSorted: end >= at,
        handleSeconds: basis.handleSeconds,
      }),
      course: courseOf(found, span),
      noise: effect && { drift: Math.sqrt(effect.drift), dispersion: effect.dispersion },
      span,
    };
  }

  private effect(
    effect: Effect | null,
    { treated, others }: { treated: Course; others: readonly Course[] },
    span: Span,
    of: { aimed: number; at: Date; isSorted: boolean; handleSeconds: number | null },
  ): ImprovementEffect {
    const controls = controlsOf(others).length;
    const verdict = verdictOf(effect, controls >= leastControls || !of.isSorted, of.aimed);
    const parts = verdict === 'too_early' ? partsUntilSeen(treated, others, of.aimed) : null;
    const hour = of.handleSeconds === null ? null : of.handleSeconds / 3600;
    const scaled = (by: number) =>
      effect && {
        value: effect.avoided.value * by,
        low: effect.avoided.low * by,
        high: effect.avoided.high * by,
      };
    return {
      verdict,
      ratio: effect?.ratio ?? null,
      interval: effect?.interval ?? null,
      avoided: scaled(1),
      hours: hour === null ? null : scaled(hour),
      detectable: effect && detectableFall(effect.error),
      knownAt: parts === null ? null : new Date(of.at.getTime() + parts * weekMs).toISOString(),
      weeks: { before: span.before, after: span.after },
      controls,
      measuredAt: new Date(this.clock()).toISOString(),
    };
  }
}

function courseOf(
  { treated, others }: { treated: Course; others: readonly Course[] },
  { from, before }: Span,
): Improvement['course'] {
  const controls = controlsOf(others);
  const expected = expectedByWeek(treated, controls);
  return [...treated.before, ...treated.after].map((count, place) => {
    const week = place - before;
    const effect =
      week < 0
        ? null
        : effectOf(
            upTo(treated, week + 1),
            controls.map((one) => upTo(one, week + 1)),
          );
    return {
      week,
      from: new Date(from.getTime() + place * weekMs).toISOString(),
      count,
      expected: expected[place] ?? null,
      ratio: effect?.ratio ?? null,
      interval: effect?.interval ?? null,
    };
  });
}
