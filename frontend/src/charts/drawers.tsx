import { lazy } from 'react';

/*
 * The drawing library is a third of the page: numbers and tables stand before it has arrived. Each drawer is given
 * a place of its height by the panel that shows it.
 */
export const TrendChart = lazy(async () => ({ default: (await import('./trend-chart')).TrendChart }));
export const PairChart = lazy(async () => ({ default: (await import('./pair-chart')).PairChart }));
export const OutcomeChart = lazy(async () => ({ default: (await import('./outcome-chart')).OutcomeChart }));
export const SurvivalChart = lazy(async () => ({
  default: (await import('./survival-chart')).SurvivalChart,
}));
export const CurveChart = lazy(async () => ({ default: (await import('./curve-chart')).CurveChart }));
