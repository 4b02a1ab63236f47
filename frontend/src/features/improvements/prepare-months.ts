import { type CurveModel, shareAxis } from '../../charts/curve-model';
import { bucketName, timeTicks } from '../../charts/time-ticks';
import type { Answer } from '../../lib/api';
import { count, percent } from '../../lib/format';

type Month = Answer<'GET /api/loop'>['months'][number];

/** The escalation rate by month with its targets as marks, each named once; null without a month that is known. */
export function prepareMonths(months: readonly Month[]): CurveModel | null {
  const known = months.flatMap(({ from, rate, target, avoided }) =>
    rate === null ? [] : [{ at: Date.parse(from), rate, target, avoided }],
  );
  if (known.length === 0) return null;
  const starts = known.map(({ at }) => at);
  const targets = known.flatMap(({ target }) => target ?? []);
  return {
    points: known.map(({ at, rate, target, avoided }) => ({
      x: at,
      y: rate,
      tip: [
        bucketName(at, 'month', 'UTC'),
        percent(rate),
        ...(target === null ? [] : [`Target ${percent(target)}`]),
        ...(avoided === 0 ? [] : [`${count(Math.round(avoided))} avoided until then`]),
      ],
    })),
    x: { domain: [starts[0] ?? 0, starts.at(-1) ?? 1], ticks: timeTicks(starts, 'month', 'UTC', 4) },
    y: shareAxis(Math.max(...known.map(({ rate }) => rate), ...targets) * 1.1),
    marks: known.flatMap(({ at, target }, i) =>
      target === null
        ? []
        : [{ x: at, y: target, label: known[i - 1]?.target === target ? '' : percent(target, 0) }],
    ),
    side: 'right',
    type: 'linear',
  };
}
