import { Injectable } from '@nestjs/common';
import type { ImprovementSummary } from '../contract/improvements.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { CursorStore } from '../follow/cursor.store.js';
import { SeriesService } from '../metrics/series.service.js';
import { TargetService } from '../metrics/target.service.js';
import { ImprovementService } from './improvement.service.js';
import { avoidedBy, daysTaken, outcomesOf, reached } from './loop.js';
import { LoopStore } from './loop.store.js';

type Loop = AnswerOf<typeof routes.loopHealth>;

const monthsShown = 13;

/** Whether the loop from gap to better bot turns, and how fast. */
@Injectable()
export class LoopService {
  constructor(
    private readonly store: LoopStore,
    private readonly improvements: ImprovementService,
    private readonly series: SeriesService,
    private readonly targets: TargetService,
    private readonly cursors: CursorStore,
  ) {}

  async read(): Promise<Loop> {
    const [gaps, improvements] = await Promise.all([this.store.openGaps(), this.improvements.list()]);
    const firstAt = new Map(gaps.map(({ id, first_at }) => [id, first_at.getTime()]));
    const hours = improvements.flatMap(({ status, effect }) =>
      status === 'verified' && effect?.hours ? [effect.hours.value] : [],
    );
    return {
      gaps: reached(
        gaps.map(({ id, with_dataset }) => ({ id, withDataset: with_dataset })),
        improvements,
      ),
      days: daysTaken(improvements, firstAt),
      outcomes: outcomesOf(improvements),
      avoided: {
        escalations: avoidedBy(improvements, Number.POSITIVE_INFINITY),
        hours: hours.length === 0 ? null : hours.reduce((sum, value) => sum + value, 0),
      },
      months: await this.months(improvements),
    };
  }

  /** The escalation rate of the last thirteen months, in UTC, beside its target. */
  private async months(improvements: readonly ImprovementSummary[]): Promise<Loop['months']> {
    const watermark = await this.cursors.watermark('episodes');
    if (!watermark) return [];
    const [year, month] = [watermark.getUTCFullYear(), watermark.getUTCMonth()];
    const first = new Date(Date.UTC(year, month - monthsShown + 1, 1));
    const found = await this.series.read({
      metric: 'escalation_rate',
      bucket: 'month',
      zone: 'UTC',
      from: first.toISOString(),
      to: new Date(Date.UTC(year, month + 1, 1)).toISOString(),
    });
    const steps = (await this.targets.list()).find(({ metric }) => metric === 'escalation_rate')?.steps ?? [];
    return (found.series[0]?.points ?? []).map(({ at, value }, i, all) => ({
      from: at,
      rate: value,
      target: steps.filter(({ from }) => Date.parse(from) <= Date.parse(at)).at(-1)?.value ?? null,
      avoided: avoidedBy(improvements, Date.parse(all[i + 1]?.at ?? watermark.toISOString())),
    }));
  }
}
