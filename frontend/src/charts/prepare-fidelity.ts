import type { Answer } from '../lib/api';
import { valueLabel } from '../lib/value-label';
import type { TableTwin } from './table-twin';

type Breakdown = Answer<'GET /api/metrics/breakdown'>;

const judged = ['correct', 'late', 'incorrect', 'omitted'] as const;
type Judged = (typeof judged)[number];
const looks: Record<Judged, string> = {
  correct: 'var(--outcome-confirmed)',
  late: 'var(--outcome-abandoned)',
  incorrect: 'var(--outcome-failed)',
  omitted: 'var(--series-7)',
};

export interface FidelityModel {
  adjudicated: number;
  results: { result: Judged; label: string; count: number; share: number; colour: string }[];
  /** Of the actions that were not done right. */
  causes: { key: string; label: string; count: number; share: number }[];
  wrong: number;
}

/**
 * What became of the judged actions, and why those that were not right went wrong. `byResult` and `byCause` break
 * fidelity down: a row's denominator counts its judged actions, its numerator those that were correct.
 */
export function prepareFidelity(byResult: Breakdown, byCause: Breakdown): FidelityModel {
  const adjudicated = byResult.total.denominator ?? 0;
  const results = judged.map((result) => {
    const found = byResult.rows.find(({ key }) => key === result)?.denominator ?? 0;
    return {
      result,
      label: valueLabel('result', result),
      count: found,
      share: adjudicated === 0 ? 0 : found / adjudicated,
      colour: looks[result],
    };
  });
  const wrong = adjudicated - byResult.total.numerator;
  const causes = byCause.rows
    .map(({ key, numerator, denominator }) => ({ key, count: (denominator ?? 0) - numerator }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.key.localeCompare(b.key))
    .map(({ key, count }) => ({
      key,
      count,
      label: valueLabel('cause', key),
      share: wrong === 0 ? 0 : count / wrong,
    }));
  return { adjudicated, results: results.filter(({ count }) => count > 0), causes, wrong };
}

export function fidelityTable({ results, causes }: FidelityModel): TableTwin {
  return {
    caption: 'Judged actions by result, and wrong ones by cause',
    columns: [{ title: 'Kind' }, { title: 'Name' }, { title: 'Actions', numeric: true }],
    rows: [
      ...results.map(({ label, count }) => ['Result', label, count]),
      ...causes.map(({ label, count }) => ['Cause', label, count]),
    ],
  };
}
