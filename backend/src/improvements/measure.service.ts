import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type { Improvement, ImprovementEffect } from '../contract/improvements.js';
import { Database } from '../db/database.js';
import { CursorStore } from '../follow/cursor.store.js';
import { product } from '../ingest/actor.js';
import { IngestService } from '../ingest/ingest.service.js';
import { type Course, leastControls, telling } from './course.js';
import { CourseStore } from './course.store.js';
import { coursesOf, expectedByWeek, nextTo, type Span, spanOf, upTo, weekMs } from './courses.js';
import { detectableFall, type Effect, effectOf, partsUntilSeen, verdictOf } from './effect.js';
import { type ImprovementRow, ImprovementStore } from './improvement.store.js';

/** An improvement that is out. */
export type Released = ImprovementRow & { bot: string; released_at: Date };
export const isReleased = (row: ImprovementRow): row is Released =>
  row.bot !== null && row.released_at !== null;

export interface Measured {
  effect: ImprovementEffect;
  /** As it can be put together with others; null where it cannot be told. */
  found: Effect | null;
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
    const { effect, found } = await this.measure(row);
    const isNews = effect.verdict !== (row.measured?.verdict ?? 'too_early');
    await this.database.transaction(async (tx) => {
      await this.improvements.keepEffect(id, { ...effect, contrast: found?.contrast ?? null }, state, tx);
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
    const [touches, gaps] = await Promise.all([this.courses.touches(bot, end), this.courses.known(bot, at)]);
    const { previous, next } = nextTo(touches, gap, at);
    const span = spanOf(at, previous ?? basis.since ?? at, next ?? end);
    const counts = await this.courses.weeks({ bot, at, from: span.from, to: span.to });
    const found = coursesOf(counts, gap, span, { touches, known: gaps });
    const effect = effectOf(found.treated, found.others);
    return {
      effect: this.effect(effect, found, span, {
        aimed,
        at,
        isSorted: end >= at,
        handleSeconds: basis.handleSeconds,
      }),
      found: effect,
      course: courseOf(found, span, effect),
      noise: effect && {
        drift: Math.sqrt(effect.contrast.drift),
        dispersion: effect.contrast.dispersion,
      },
      span,
    };
  }

  private effect(
    effect: Effect | null,
    { treated, others }: { treated: Course; others: readonly Course[] },
    span: Span,
    of: { aimed: number; at: Date; isSorted: boolean; handleSeconds: number | null },
  ): ImprovementEffect {
    const hasControls = telling(others).length >= leastControls || !of.isSorted;
    const verdict = verdictOf(effect, hasControls, of.aimed);
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
      detectable: effect && detectableFall(effect.contrast),
      knownAt: parts === null ? null : new Date(of.at.getTime() + parts * weekMs).toISOString(),
      weeks: { before: span.before, after: effect?.contrast.weeks ?? span.after },
      controls: effect?.contrast.controls ?? telling(others).length,
      measuredAt: new Date(this.clock()).toISOString(),
    };
  }
}

function courseOf(
  { treated, others }: { treated: Course; others: readonly Course[] },
  { from, before }: Span,
  effect: Effect | null,
): Improvement['course'] {
  const usual = effect?.contrast.usual ?? 0;
  const expected = effect && expectedByWeek(treated, others, usual);
  return [...treated.before, ...treated.after].map((count, place) => {
    const week = place - before;
    const known =
      week < 0
        ? null
        : effectOf(
            upTo(treated, week + 1),
            others.map((one) => upTo(one, week + 1)),
          );
    return {
      week,
      from: new Date(from.getTime() + place * weekMs).toISOString(),
      count,
      expected: expected?.[place] ?? null,
      ratio: known?.ratio ?? null,
      interval: known?.interval ?? null,
    };
  });
}
