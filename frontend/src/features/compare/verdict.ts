import type { Verdict } from '../../../../backend/src/contract/compare.js';
import type { Change } from '../../charts/change';
import type { Answer } from '../../lib/api';

type Comparison = Answer<'GET /api/metrics/compare'>;
export type Said = Pick<Comparison, 'difference' | 'interval' | 'ratio' | 'test' | 'verdict'>;

export const verdictNames: Record<Verdict, string> = {
  better: 'Better',
  worse: 'Worse',
  different: 'Different',
  no_difference_seen: 'No difference seen',
  too_few: 'Too few to compare',
};

const isClear = (verdict: Verdict) => verdict === 'better' || verdict === 'worse' || verdict === 'different';

/** A − B as other pages show a change. */
export function changeOfSaid({ difference, interval, verdict }: Said): Change | null {
  if (difference === null) return null;
  const clear = isClear(verdict);
  return {
    difference,
    interval,
    clear,
    direction: difference === 0 ? 'same' : difference > 0 ? 'up' : 'down',
    tone: verdict === 'better' ? 'good' : verdict === 'worse' ? 'bad' : 'neutral',
  };
}

/** `p 0.03`, `p < 0.0001`. */
export function chanceText(p: number): string {
  if (p < 0.0001) return 'p < 0.0001';
  return `p ${p < 0.001 ? p.toFixed(4) : p < 0.1 ? p.toFixed(3) : p.toFixed(2)}`;
}

const testNames = {
  score: 'Score test of two proportions',
  poisson: 'Score test of two Poisson rates',
  wald: 'Difference of two means over its standard error',
  log_rank: 'Log-rank test over the whole curves, open handoffs included',
} as const;

export function testText({ test }: Said): string | null {
  return test && `${testNames[test.name]}: χ² ${test.statistic.toFixed(2)}, ${chanceText(test.p)}`;
}

/** ×1.25 (1.10 to 1.41). */
export function ratioText({ ratio }: Pick<Said, 'ratio'>): string | null {
  return ratio && `×${ratio.value.toFixed(2)} (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`;
}
