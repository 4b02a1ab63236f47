import type { Answer } from '../lib/api';
import type { Period } from '../lib/filters';
import { type Better, type Change, changeOf, type Estimate } from './change';
import { countedPeriod } from './prepare-trend';
import type { Tick } from './scale';
import type { TableTwin } from './table-twin';
import { bucketName, timeTicks } from './time-ticks';
import { wilson } from './wilson';

type Series = Answer<'GET /api/metrics/series'>;
type Breakdown = Answer<'GET /api/metrics/breakdown'>;

interface OutcomeLook {
  label: string;
  colour: string;
  better: Better;
}
/** From best to worst, which is the order they are stacked in. */
export const outcomeLooks = {
  self_served_confirmed: {
    label: 'Self-served, confirmed',
    colour: 'var(--outcome-confirmed)',
    better: 'higher',
  },
  self_served_assumed: { label: 'Self-served, assumed', colour: 'var(--outcome-assumed)', better: 'neither' },
  handed_off: { label: 'Handed off', colour: 'var(--outcome-handed-off)', better: 'neither' },
  abandoned: { label: 'Abandoned or unresolved', colour: 'var(--outcome-abandoned)', better: 'lower' },
  handoff_failed: { label: 'Handoff failed', colour: 'var(--outcome-failed)', better: 'lower' },
} as const satisfies Record<string, OutcomeLook>;
export type Outcome = keyof typeof outcomeLooks;
export const outcomeNames = Object.keys(outcomeLooks) as Outcome[];

export interface OutcomePoint {
  at: number;
  /** What it counts: its bucket, as far as the range goes. */
  period: Period;
  name: string;
  ended: number;
  /** Shares of the episodes that ended, null in a bucket where none did. */
  shares: Record<Outcome, number | null>;
  counts: Record<Outcome, number>;
}
export interface OutcomeModel {
  points: OutcomePoint[];
  times: Tick[];
  totals: (Estimate & { outcome: Outcome; change: Change | null })[];
  ended: number;
  /** Begun in the range and not ended yet: in no share. */
  open: number;
}

/** How episodes end: shares over those that ended. `series` and `before` count episodes by outcome. */
export function prepareOutcomes(series: Series, before: Breakdown | undefined): OutcomeModel {
  const byOutcome = new Map(series.series.map(({ key, points }) => [key, points]));
  const starts = (series.series[0]?.points ?? []).map(({ at }) => Date.parse(at));
  const countAt = (key: string, i: number) => byOutcome.get(key)?.[i]?.numerator ?? 0;
  const points = starts.map((at, i): OutcomePoint => {
    const counts = each((outcome) => countAt(outcome, i));
    const ended = sum(counts);
    return {
      at,
      period: countedPeriod(series, at, starts[i + 1]),
      name: bucketName(at, series.bucket, series.zone),
      ended,
      counts,
      shares: each((outcome) => (ended === 0 ? null : counts[outcome] / ended)),
    };
  });
  const totals = each((outcome) => points.reduce((all, { counts }) => all + counts[outcome], 0));
  const ended = sum(totals);
  const past = each((outcome) => before?.rows.find(({ key }) => key === outcome)?.numerator ?? 0);
  return {
    points,
    times: timeTicks(starts, series.bucket, series.zone, 6),
    ended,
    open: starts.reduce((all, _, i) => all + countAt('(none)', i), 0),
    totals: outcomeNames.map((outcome) => {
      const now = share(totals[outcome], ended);
      const then = before ? share(past[outcome], sum(past)) : undefined;
      return { ...now, outcome, change: changeOf(now, then, outcomeLooks[outcome].better) };
    }),
  };
}

function each<Value>(of: (outcome: Outcome) => Value): Record<Outcome, Value> {
  return Object.fromEntries(outcomeNames.map((name) => [name, of(name)])) as Record<Outcome, Value>;
}

const sum = (counts: Record<Outcome, number>): number =>
  Object.values(counts).reduce((all, value) => all + value, 0);

function share(numerator: number, denominator: number): Estimate {
  return {
    numerator,
    denominator,
    value: denominator === 0 ? null : numerator / denominator,
    interval: wilson(numerator, denominator),
  };
}

/** A table of the counts; `addressOf` says where they lead. */
export function outcomeTable(
  model: OutcomeModel,
  addressOf: (outcome: Outcome, point: OutcomePoint) => string | null,
): TableTwin {
  return {
    caption: 'How episodes end',
    columns: [
      { title: 'Time' },
      ...outcomeNames.map((name) => ({
        title: outcomeLooks[name].label,
        numeric: true,
        href: (row: number) => addressOf(name, model.points[row] as OutcomePoint),
      })),
      { title: 'Ended', numeric: true },
    ],
    rows: model.points.map(({ name, counts, ended }) => [
      name,
      ...outcomeNames.map((outcome) => counts[outcome]),
      ended,
    ]),
  };
}
