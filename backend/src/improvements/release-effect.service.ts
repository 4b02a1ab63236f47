import { Injectable } from '@nestjs/common';
import type { EffectVerdict } from '../contract/improvements.js';
import { metricOf } from '../contract/metrics.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import { sumsFor } from '../metrics/plan.js';
import { SumsStore } from '../metrics/sums.store.js';
import { CourseStore } from './course.store.js';
import { weekMs } from './courses.js';
import { detectableFall, effectFrom, pooled, verdictOf } from './effect.js';
import { ImprovementStore } from './improvement.store.js';
import { isReleased, type Released } from './measure.service.js';
import { type Piece, type Step, stepsOf } from './steps.js';
import { pieceStarts, type Stretch, stretchesOf } from './stretches.js';

type Answer = AnswerOf<typeof routes.releaseEffects>;
type Bot = Answer['bots'][number];
type Effect = Pick<Bot['all'], 'improvements' | 'gaps' | 'rate'>;

const mostWeeks = 104;
const rate = metricOf('escalation_rate');
/** What is worth having where nothing is said. */
const usualAim = 0.2;

/** Whether bots got better: each release by the gaps that it was for, and by the whole escalation rate. */
@Injectable()
export class ReleaseEffectService {
  constructor(
    private readonly database: Database,
    private readonly improvements: ImprovementStore,
    private readonly courses: CourseStore,
    private readonly sums: SumsStore,
  ) {}

  async read(): Promise<Answer> {
    const released = (await this.improvements.list()).filter(isReleased);
    const names = [...new Set(released.map(({ bot }) => bot))].sort();
    const reach = await this.database.transaction((tx) => this.sums.reach(tx), { snapshot: true });
    const to = reach.watermark?.getTime() ?? 0;
    const bots: Bot[] = [];
    for (const bot of names) {
      bots.push(
        await this.effects(
          bot,
          released.filter((one) => one.bot === bot),
          to,
        ),
      );
    }
    return { bots, watermark: reach.watermark?.toISOString() ?? null };
  }

  private async effects(bot: string, improvements: readonly Released[], to: number): Promise<Bot> {
    const [rows, since] = await Promise.all([this.courses.releasesOf(bot), this.courses.since(bot)]);
    const from = Math.max(since?.getTime() ?? to, to - mostWeeks * weekMs);
    const stretches = stretchesOf(
      rows
        .map(({ version, released_at }) => ({ version, at: released_at.getTime() }))
        .filter(({ at }) => at > from && at < to),
    );
    const first = Math.min(...improvements.map(({ released_at }) => released_at.getTime()));
    const pieces = await this.pieces(bot, { from, to, stretches });
    const firstPlace = Math.max(
      0,
      stretches.findLastIndex(({ at }) => at <= first),
    );
    const steps = stepsOf(pieces, firstPlace);
    const inStretch = ({ released_at }: Released, place: number) => {
      const [begin, end] = [stretches[place]?.at ?? 0, stretches[place + 1]?.at ?? Number.POSITIVE_INFINITY];
      return released_at.getTime() >= begin && released_at.getTime() < end;
    };
    return {
      bot,
      releases: stretches.map(({ at, versions }, place) => ({
        versions,
        at: new Date(at).toISOString(),
        ...effectOf(
          improvements.filter((one) => inStretch(one, place)),
          steps.each[place] ?? null,
        ),
      })),
      all: { from: new Date(first).toISOString(), ...effectOf(improvements, steps.all) },
      drift: steps.drift,
    };
  }

  private async pieces(
    bot: string,
    { from, to, stretches }: { from: number; to: number; stretches: readonly Stretch[] },
  ): Promise<Piece[]> {
    if (from >= to) return [];
    const starts = pieceStarts(
      from,
      to,
      stretches.map(({ at }) => at),
    );
    const rows = await this.database.transaction(
      async (tx) =>
        this.sums.sum(
          tx,
          { population: rate.population, parts: sumsFor(rate), filters: { bot: [bot] }, from, to, starts },
          await this.sums.reach(tx),
        ),
      { snapshot: true },
    );
    const bySlot = new Map(rows.map(({ slot, sums }) => [slot, sums]));
    return starts.map((start, slot) => {
      const [escalated = 0, episodes = 0] = bySlot.get(slot) ?? [];
      const end = starts[slot + 1] ?? to;
      return {
        at: ((start + end) / 2 - from) / weekMs,
        episodes,
        escalated,
        releases: stretches.filter(({ at }) => at <= start).length,
      };
    });
  }
}

function effectOf(improvements: readonly Released[], step: Step | null): Effect {
  const found = improvements.flatMap(({ measured }) => measured?.contrast ?? []);
  const together = pooled(found.map(effectFrom));
  const mean = improvements.reduce((sum, { aimed }) => sum + aimed, 0) / Math.max(1, improvements.length);
  return {
    improvements: improvements.length,
    gaps:
      improvements.length === 0
        ? null
        : {
            verdict: verdictOf(together, together !== null, mean || usualAim),
            ratio: together?.ratio ?? null,
            interval: together?.interval ?? null,
            detectable: together && detectableFall(together.contrast),
            measured: found.length,
          },
    rate: step && {
      verdict: verdictOfStep(step),
      since: step.since,
      expected: step.expected,
      detectable: step.detectable,
    },
  };
}

function verdictOfStep({ since, expected }: Step): EffectVerdict {
  if (expected.low > since) return 'improved';
  return expected.high < since ? 'regressed' : 'too_early';
}
