import type { Answer } from '../lib/api';
import { valueLabel } from '../lib/value-label';
import { type Change, changeOf, type Estimate } from './change';
import { measuredCells, type TableTwin } from './table-twin';
import { wilson } from './wilson';

type Breakdown = Answer<'GET /api/metrics/breakdown'>;

export interface ReasonBar extends Estimate {
  key: string;
  label: string;
  /** Length of the bar and of its interval, 0..1 of the longest. */
  length: number;
  low: number;
  high: number;
  change: Change | null;
}

/**
 * Why escalations happen: each reason's escalated episodes over all eligible episodes, so that the bars sum to the
 * escalation rate of the tile. The breakdown's own denominators cannot serve: an episode without an escalation has
 * no reason.
 */
export function prepareReasons(now: Breakdown, before: Breakdown | undefined): ReasonBar[] {
  const eligible = now.total.denominator ?? 0;
  const eligibleBefore = before?.total.denominator ?? 0;
  const earlier = new Map(before?.rows.map((row) => [row.key, row.numerator]));
  const bars = now.rows
    .filter(({ numerator }) => numerator > 0)
    .map(({ key, numerator }) => {
      const estimate = share(numerator, eligible);
      const past = before && eligibleBefore > 0 ? share(earlier.get(key) ?? 0, eligibleBefore) : undefined;
      return { key, estimate, change: changeOf(estimate, past, 'lower') };
    })
    .sort((a, b) => b.estimate.numerator - a.estimate.numerator || a.key.localeCompare(b.key));
  const longest = Math.max(0, ...bars.map(({ estimate }) => estimate.interval?.high ?? 0)) || 1;
  return bars.map(({ key, estimate, change }) => ({
    ...estimate,
    key,
    label: valueLabel('reason', key),
    length: (estimate.value ?? 0) / longest,
    low: (estimate.interval?.low ?? 0) / longest,
    high: (estimate.interval?.high ?? 0) / longest,
    change,
  }));
}

function share(numerator: number, denominator: number): Estimate {
  return {
    numerator,
    denominator,
    value: denominator === 0 ? null : numerator / denominator,
    interval: wilson(numerator, denominator),
  };
}

export function reasonTable(bars: readonly ReasonBar[]): TableTwin {
  return {
    caption: 'Why escalations happen',
    columns: [
      { title: 'Reason' },
      { title: 'Share of eligible episodes', numeric: true },
      { title: 'Low', numeric: true },
      { title: 'High', numeric: true },
      { title: 'Escalated', numeric: true },
      { title: 'Eligible', numeric: true },
      { title: 'Change', numeric: true },
    ].map((column) => (shareColumns.has(column.title) ? { ...column, show: asPercent } : column)),
    rows: bars.map((row) => [row.label, ...measuredCells(row)]),
  };
}

const shareColumns = new Set(['Share of eligible episodes', 'Low', 'High', 'Change']);
const asPercent = (cell: unknown): string =>
  typeof cell === 'number' ? `${(cell * 100).toFixed(1)} %` : '–';
