import { Injectable } from '@nestjs/common';
import type { Improvement } from '../contract/improvements.js';
import type { MetricName } from '../contract/metrics.js';
import { CompareService } from '../metrics/compare.service.js';
import { weekMs } from './courses.js';
import type { Measured, Released } from './measure.service.js';

/** What an escalation rate can fall at the cost of, and what a bot that answers more can get wrong. */
const guardMetrics: readonly MetricName[] = [
  'escalation_rate',
  'callback_rate',
  'repeat_rate',
  'abandoned',
  'intent_mismatch',
  'csat_bot',
];

/** The bot since the release against as long a time before it: an effect that customers pay for is none. */
@Injectable()
export class GuardsService {
  constructor(private readonly compare: CompareService) {}

  async read(
    { bot, released_at: at }: Released,
    { course, span }: Pick<Measured, 'course' | 'span'>,
  ): Promise<Pick<Improvement, 'guards' | 'rate'>> {
    const weeks = Math.min(span.before, span.after);
    if (weeks === 0) return { guards: [], rate: { before: null, since: null } };
    const reach = {
      'a.from': at.toISOString(),
      'a.to': new Date(at.getTime() + weeks * weekMs).toISOString(),
      'b.from': new Date(at.getTime() - weeks * weekMs).toISOString(),
      'b.to': at.toISOString(),
      'a.bot': [bot],
      'b.bot': [bot],
    };
    const found = [];
    for (const metric of guardMetrics) found.push(await this.compare.read({ ...reach, metric }));
    const [escalation] = found;
    const share = (from: number, to: number, episodes: number | null | undefined) => {
      const own = course.filter(({ week }) => week >= from && week < to);
      return episodes ? own.reduce((sum, { count }) => sum + count, 0) / episodes : null;
    };
    return {
      guards: found.map(({ metric, a, b, verdict }) => ({
        metric,
        since: { value: a.value, numerator: a.numerator, denominator: a.denominator },
        before: { value: b.value, numerator: b.numerator, denominator: b.denominator },
        verdict,
      })),
      rate: {
        before: share(-weeks, 0, escalation?.b.denominator),
        since: share(0, weeks, escalation?.a.denominator),
      },
    };
  }
}
