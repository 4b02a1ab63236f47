import type { CountMetric, MeanMetric, RatioMetric } from '../metric.js';

type Share = Omit<RatioMetric, 'unit' | 'pitfalls'> & { pitfalls?: readonly string[] };
export const share = (given: Share): RatioMetric => ({ unit: 'ratio', pitfalls: [], ...given });
type Count = Omit<CountMetric, 'unit' | 'pitfalls' | 'better'>;
export const counted = (given: Count): CountMetric => ({
  unit: 'count',
  better: 'neither',
  pitfalls: [],
  ...given,
});
type Mean = Omit<MeanMetric, 'unit' | 'pitfalls'> & { pitfalls?: readonly string[] };
export const mean = (given: Mean): MeanMetric => ({ unit: 'mean', pitfalls: [], ...given });
